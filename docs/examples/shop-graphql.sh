#!/bin/sh
# From a product to a paid order, a parcel and a partial refund: what a shop's guest and its staff do, in GraphQL.
#
#   docs/examples/shop-graphql.sh
#
# BASE is where the platform answers, HOST the shop's host if that is not the one in BASE, STAFF_EMAIL and
# STAFF_PASSWORD somebody of the staff's. Without them it is the demo shop that `make run` starts.
# It needs curl, and python3 to read JSON. Nobody is charged: the method `test` moves no money.
set -eu

BASE=${BASE:-http://demo.localhost:8000}
HOST=${HOST:-${BASE#*://}}
STAFF_EMAIL=${STAFF_EMAIL:-admin@demo.test}
STAFF_PASSWORD=${STAFF_PASSWORD:-rustok-demo}
COUNTRY=${COUNTRY:-DE}
RUN=$(date +%s)-$$

step() { printf '\n== %s\n' "$*"; }
# Prints a value of the JSON document on stdin, which is called `d`.
read_json() { python3 -c 'import json, sys; d = json.load(sys.stdin); print(eval(sys.argv[1]))' "$1"; }
# ask DOCUMENT [VARIABLES] [HEADER...]: prints `data` of the answer; errors are shown and end the script.
ask() {
    body=$(python3 -c 'import json, sys; print(json.dumps({"query": sys.argv[1], "variables": json.loads(sys.argv[2])}))' \
        "$1" "${2:-{\}}")
    shift
    [ $# -eq 0 ] || shift
    for header in "$@"; do set -- "$@" -H "$header"; shift; done
    answer=$(curl -sS --fail-with-body "$BASE/graphql" -H "Host: $HOST" -H 'Content-Type: application/json' \
        -d "$body" "$@") || { echo "$answer" >&2; exit 1; }
    printf '%s' "$answer" | python3 -c 'import json, sys
answer = json.load(sys.stdin)
sys.exit(json.dumps(answer["errors"])) if answer.get("errors") else print(json.dumps(answer["data"]))'
}

step 'A guest looks for something that is in stock'
found=$(ask '{ products(first: 1, filter: {inStock: true}) { edges { node { handle } } } }')
handle=$(printf '%s' "$found" | read_json 'd["products"]["edges"][0]["node"]["handle"]')
product=$(ask 'query ($handle: String!) { product(handle: $handle) { title variants { id inStock } } }' \
    "{\"handle\": \"$handle\"}")
variant=$(printf '%s' "$product" | read_json 'next(v["id"] for v in d["product"]["variants"] if v["inStock"])')
echo "$handle, variant $variant"

step 'puts two of it into a cart'
made=$(ask 'mutation { createCart(input: {}) { id token } }')
id=$(printf '%s' "$made" | read_json 'd["createCart"]["id"]')
guest="\"id\": \"$id\", \"token\": \"$(printf '%s' "$made" | read_json 'd["createCart"]["token"]')\""
ask 'mutation ($id: ID!, $token: String!, $variant: ID!) {
    addCartLine(id: $id, token: $token, input: {variantId: $variant, quantity: 2}) { cart { total { formatted } } }
}' "{$guest, \"variant\": \"$variant\"}" | read_json '"cart: " + d["addCartLine"]["cart"]["total"]["formatted"]'

step 'says where it goes'
ask 'mutation ($id: ID!, $token: String!, $country: String!) {
    setCartAddress(id: $id, token: $token, input: {email: "ada@example.com", shippingAddress: {firstName: "Ada",
        lastName: "King", line1: "Hauptstr. 1", postcode: "10115", city: "Berlin", country: $country}}) { email }
}' "{$guest, \"country\": \"$COUNTRY\"}" | read_json 'd["setCartAddress"]["email"]'

step 'chooses a delivery, where the shop has any'
options=$(ask 'query ($id: ID!, $token: String!) {
    cartShippingOptions(id: $id, token: $token) { code name formatted }
}' "{$guest}")
code=$(printf '%s' "$options" | read_json 'd["cartShippingOptions"][0]["code"] if d["cartShippingOptions"] else ""')
if [ -n "$code" ]; then
    ask 'mutation ($id: ID!, $token: String!, $code: String!) {
        setCartShippingMethod(id: $id, token: $token, input: {code: $code}) { id }
    }' "{$guest, \"code\": \"$code\"}" >/dev/null
    printf '%s' "$options" | read_json '"%(name)s, %(formatted)s" % d["cartShippingOptions"][0]'
else
    echo 'There is nothing to choose.'
fi

step 'begins to pay. Sent twice it is one payment'
pay='mutation ($id: ID!, $token: String!) {
    startCartPayment(id: $id, token: $token, input: {method: "test"}) { id state amount { formatted } }
}'
ask "$pay" "{$guest}" >/dev/null
ask "$pay" "{$guest}" |
    read_json '"payment %s of %s: %s" % (d["startCartPayment"]["id"], d["startCartPayment"]["amount"]["formatted"],
        d["startCartPayment"]["state"])'

step 'and buys'
bought=$(ask 'mutation ($id: ID!, $token: String!) {
    completeCart(id: $id, token: $token, input: {}) { orderId orderNumber paymentState total { formatted } }
}' "{$guest}" "Idempotency-Key: buy-$RUN")
order=$(printf '%s' "$bought" | read_json 'd["completeCart"]["orderId"]')
printf '%s' "$bought" | read_json '"order %s, %s: %s" % (d["completeCart"]["orderNumber"],
    d["completeCart"]["total"]["formatted"], d["completeCart"]["paymentState"].lower())'
ask 'query ($order: ID!, $token: String!) {
    order(id: $order, token: $token) { status paymentStatus fulfilmentStatus }
}' "{${guest#*, }, \"order\": \"$order\"}" |
    read_json '"the guest sees it: " + ", ".join(d["order"].values()).lower()'

step 'Staff signs in'
signed=$(ask 'mutation ($email: String!, $password: String!) {
    signIn(input: {email: $email, password: $password}) { accessToken }
}' "{\"email\": \"$STAFF_EMAIL\", \"password\": \"$STAFF_PASSWORD\"}")
staff="Authorization: Bearer $(printf '%s' "$signed" | read_json 'd["signIn"]["accessToken"]')"
echo "$STAFF_EMAIL"

step 'sends a parcel'
sent=$(ask 'mutation ($order: ID!) {
    fulfilOrder(id: $order, input: {carrier: "DHL", trackingNumber: "00340434161094042557"}) {
        fulfilmentStatus lines { id } fulfilments { trackingNumber }
    }
}' "{\"order\": \"$order\"}" "$staff" "Idempotency-Key: ship-$RUN")
printf '%s' "$sent" | read_json '"%s with %s" % (d["fulfilOrder"]["fulfilmentStatus"].lower(),
    d["fulfilOrder"]["fulfilments"][0]["trackingNumber"])'

step 'gives the price of one piece back'
line=$(printf '%s' "$sent" | read_json 'd["fulfilOrder"]["lines"][0]["id"]')
ask 'mutation ($order: ID!, $line: ID!) {
    createRefund(orderId: $order, input: {lines: [{orderLineId: $line, quantity: 1}], reason: "A scratch"}) {
        amount currency status
    }
}' "{\"order\": \"$order\", \"line\": \"$line\"}" "$staff" "Idempotency-Key: refund-$RUN" |
    read_json '"refund of %s %s: %s" % (d["createRefund"]["amount"], d["createRefund"]["currency"],
        d["createRefund"]["status"].lower())'

step 'and looks at the order'
ask 'query ($order: ID!) { adminOrder(id: $order) {
    number status paymentStatus fulfilmentStatus capturedTotal refundedTotal
} }' "{\"order\": \"$order\"}" "$staff" |
    read_json '"order %s: %s; taken %s, given back %s" % (d["adminOrder"]["number"], ", ".join(d["adminOrder"][name]
        for name in ("status", "paymentStatus", "fulfilmentStatus")).lower(),
        d["adminOrder"]["capturedTotal"], d["adminOrder"]["refundedTotal"])'
