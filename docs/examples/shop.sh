#!/bin/sh
# From a product to a paid order, a parcel and a partial refund: what a shop's guest and its staff do, over REST.
#
#   docs/examples/shop.sh
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
# request METHOD PATH [BODY] [HEADER...]: prints the answer; a refusal is shown and ends the script.
request() {
    method=$1 path=$2 body=${3:-}
    shift 2
    [ $# -eq 0 ] || shift
    for header in "$@"; do set -- "$@" -H "$header"; shift; done
    [ -z "$body" ] || set -- "$@" -H 'Content-Type: application/json' -d "$body"
    curl -sS --fail-with-body -X "$method" "$BASE/api/v1$path" -H "Host: $HOST" -H 'Accept: application/json' "$@" || {
        printf '\n%s %s was refused.\n' "$method" "$path" >&2
        exit 1
    }
}

step 'A guest looks for something that is in stock'
handle=$(request GET '/store/products?in_stock=1&limit=1' | read_json 'd["items"][0]["handle"]')
product=$(request GET "/store/products/$handle")
variant=$(printf '%s' "$product" | read_json 'next(v["id"] for v in d["variants"] if v["in_stock"])')
echo "$handle, variant $variant"

step 'puts two of it into a cart'
cart=$(request POST /store/carts '{}')
id=$(printf '%s' "$cart" | read_json 'd["id"]')
guest="X-Cart-Token: $(printf '%s' "$cart" | read_json 'd["token"]')"
request POST "/store/carts/$id/lines" "{\"variant_id\": \"$variant\", \"quantity\": 2}" "$guest" |
    read_json '"%s pieces at %s %s" % (d["quantity"], d["unit_price"], d["currency"])'

step 'says where it goes'
request PUT "/store/carts/$id/address" '{"email": "ada@example.com", "shipping_address": {"first_name": "Ada",
    "last_name": "King", "line1": "Hauptstr. 1", "postcode": "10115", "city": "Berlin", "country": "'"$COUNTRY"'"}}' \
    "$guest" | read_json 'd["email"]'

step 'chooses a delivery, where the shop has any'
options=$(request GET "/store/carts/$id/shipping-options" '' "$guest")
code=$(printf '%s' "$options" | read_json 'd["items"][0]["code"] if d["items"] else ""')
if [ -n "$code" ]; then
    request PUT "/store/carts/$id/shipping-method" "{\"code\": \"$code\"}" "$guest" >/dev/null
    printf '%s' "$options" | read_json 'd["items"][0]["name"] + ", " + d["items"][0]["formatted"]'
else
    echo 'There is nothing to choose.'
fi

step 'begins to pay. Sent twice it is one payment'
request GET "/store/carts/$id/payment-methods" '' "$guest" | read_json '" ".join(m["code"] for m in d["items"])'
request POST "/store/carts/$id/payment-session" '{"method": "test"}' "$guest" >/dev/null
payment=$(request POST "/store/carts/$id/payment-session" '{"method": "test"}' "$guest")
printf '%s' "$payment" | read_json '"payment %s of %s: %s" % (d["id"], d["amount"], d["state"])'

step 'and buys'
total=$(request GET "/store/carts/$id" '' "$guest" | read_json 'd["total"]')
bought=$(request POST "/store/carts/$id/complete" "{\"total\": $total}" "$guest" "Idempotency-Key: buy-$RUN")
order=$(printf '%s' "$bought" | read_json 'd["order_id"]')
printf '%s' "$bought" | read_json '"order %s, %s %s: %s" % (d["order_number"], d["total"], d["currency"], d["payment_state"])'
request GET "/store/orders/$order" '' "X-Order-Token: ${guest#*: }" |
    read_json '"the guest sees it: %s, %s, %s" % (d["status"], d["payment_status"], d["fulfilment_status"])'

step 'Staff signs in'
login="{\"email\": \"$STAFF_EMAIL\", \"password\": \"$STAFF_PASSWORD\"}"
staff="Authorization: Bearer $(request POST /auth/login "$login" | read_json 'd["access_token"]')"
echo "$STAFF_EMAIL"

step 'sends a parcel'
sent=$(request POST "/admin/orders/$order/fulfilments" '{"carrier": "DHL", "tracking_number": "00340434161094042557"}' \
    "$staff" "Idempotency-Key: ship-$RUN")
printf '%s' "$sent" | read_json '"%s with %s" % (d["fulfilment_status"], d["fulfilments"][0]["tracking_number"])'

step 'gives the price of one piece back'
line=$(printf '%s' "$sent" | read_json 'd["lines"][0]["id"]')
refund=$(request POST "/admin/orders/$order/refunds" \
    "{\"lines\": [{\"order_line_id\": \"$line\", \"quantity\": 1}], \"reason\": \"A scratch\"}" \
    "$staff" "Idempotency-Key: refund-$RUN")
printf '%s' "$refund" | read_json '"refund of %s %s: %s" % (d["amount"], d["currency"], d["status"])'

step 'and looks at the order'
request GET "/admin/orders/$order" '' "$staff" | read_json '"order %s: %s, %s, %s; taken %s, given back %s" % (
    d["number"], d["status"], d["payment_status"], d["fulfilment_status"],
    d["captured_total"], d["refunded_total"])'
