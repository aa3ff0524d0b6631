#!/bin/sh
# From a draft to a talk: an editor writes, translates, publishes and renames a post, a member comments it, begins a
# topic and takes an answer as the solution. What readers get comes from the read model.
#
#   docs/examples/site.sh
#
# BASE is where the platform answers, STAFF_EMAIL and STAFF_PASSWORD somebody of the staff's. Without them it is the
# demo shop that `make run` starts. It needs curl, and python3 to read JSON.
set -eu

BASE=${BASE:-http://demo.localhost:8000}
STAFF_EMAIL=${STAFF_EMAIL:-admin@demo.test}
STAFF_PASSWORD=${STAFF_PASSWORD:-rustok-demo}
RUN=$(date +%s)-$$
HEADERS=$(mktemp)
trap 'rm -f "$HEADERS"' EXIT

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
    curl -sS --fail-with-body -D "$HEADERS" -X "$method" "$BASE/api/v1$path" -H 'Accept: application/json' "$@" || {
        printf '\n%s %s was refused.\n' "$method" "$path" >&2
        exit 1
    }
}
# Prints the header that makes a read wait until the last write can be seen.
after_it() { sed -n 's/\r$//; s/^[Xx]-[Ee]vent-[Pp]osition: */X-Min-Position: /p' "$HEADERS"; }
sign_in() {
    request POST /auth/login "{\"email\": \"$1\", \"password\": \"$2\"}" | read_json '"Authorization: Bearer " + d["access_token"]'
}

step 'An editor writes a post in English and German'
staff=$(sign_in "$STAFF_EMAIL" "$STAFF_PASSWORD")
node=$(request POST /admin/nodes '{"kind": "post", "tags": ["tea"], "translations": [
    {"locale": "en", "title": "Tea in the rain '"$RUN"'", "body": "Boil it **longer**.<script>alert(1)</script>"},
    {"locale": "de", "title": "Tee im Regen '"$RUN"'", "body": "*Länger* kochen."}]}' "$staff")
id=$(printf '%s' "$node" | read_json 'd["id"]')
printf '%s' "$node" | read_json '"taken out for safety: %s" % [t["removed"] for t in d["translations"] if t["locale"] == "en"][0]'

step 'publishes the English text first'
node=$(request POST "/admin/nodes/$id/publish" '{"locales": ["en"]}' "$staff")
position=$(after_it)
slug=$(printf '%s' "$node" | read_json '[t["slug"] for t in d["translations"] if t["locale"] == "en"][0]')

step 'A reader gets it, and in German too: in English still'
request GET "/store/posts/$slug?locale=en" '' "$position" | read_json 'd["body"]'
request GET "/store/posts/$slug?locale=de" '' "$position" | read_json '"%(title)s, in %(source_locale)s" % d'

step 'until the German text is published as well'
request POST "/admin/nodes/$id/publish" '{}' "$staff" >/dev/null
request GET "/store/posts/$slug?locale=de" '' "$(after_it)" | read_json '"%(title)s, in %(source_locale)s" % d'

step 'The editor gives it another address; the former one leads to it'
request POST "/admin/nodes/$id/translations" "{\"locale\": \"en\", \"slug\": \"rainy-tea-$RUN\"}" "$staff" >/dev/null
request POST "/admin/nodes/$id/publish" '{}' "$staff" >/dev/null
request GET "/store/posts/$slug?locale=en" '' "$(after_it)" | read_json 'd["slug"]'

# Whoever registers has to open a mail first; a user that the staff makes need not.
join() {
    request POST /admin/users "{\"email\": \"$1-$RUN@example.com\", \"password\": \"a long enough password\"}" \
        "$staff" >/dev/null
    sign_in "$1-$RUN@example.com" 'a long enough password'
}

step 'A member comments it'
ada=$(join ada)
request POST "/store/posts/rainy-tea-$RUN/comments" '{"body": "And *longer* in the hills."}' "$ada" >/dev/null
request GET "/store/posts/rainy-tea-$RUN/comments" '' "$(after_it)" | read_json '"%s comment" % len(d["items"])'

step 'Another one begins a topic in the forum'
# Not the same: newcomers write one text in a few seconds.
member=$(join bob)
category=$(request GET /store/forum/categories | read_json '[c["id"] for c in d["items"] if not c["is_closed"]][0]')
topic=$(request POST /store/forum/topics \
    "{\"category_id\": \"$category\", \"title\": \"Which kettle $RUN\", \"body\": \"For **one**.\"}" "$member")
topic_id=$(printf '%s' "$topic" | read_json 'd["id"]')

step 'and takes the answer of the staff as the solution'
reply=$(request POST "/store/forum/topics/$topic_id/replies" '{"body": "The smallest that whistles."}' "$staff")
reply_id=$(printf '%s' "$reply" | read_json 'd["id"]')
request PUT "/store/forum/topics/$topic_id/solution" "{\"reply_id\": \"$reply_id\"}" "$member" >/dev/null
request GET "/store/forum/topics/$topic_id" '' "$(after_it)" |
    read_json '"%s: %s reply, solved: %s" % (d["title"], d["reply_count"], d["thread"]["solution_id"] is not None)'
