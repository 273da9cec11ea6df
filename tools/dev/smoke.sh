#!/usr/bin/env bash
# smoke.sh BINARY [OPENAPI_FILE]: what a newcomer does, by curl. Starts the demo town on free ports
# with data of its own, books a room, reads that booking's trace, keeps the served OpenAPI document,
# and ends the demo as an operator would.
set -euo pipefail

binary=$(realpath "$1")
openapi=${2:-}
dir=$(mktemp -d /tmp/vacancy-smoke.XXXXXX)
demo=""

fail() {
    printf 'smoke: %s\n' "$*" >&2
    tail -n 40 "$dir/demo.log" >&2 || true
    exit 1
}

clean_up() {
    [ -n "$demo" ] && kill "$demo" 2>/dev/null && wait "$demo" 2>/dev/null
    rm -rf "$dir"
}
trap clean_up EXIT

# json FILE EXPRESSION: the expression's value, with the document as `d`.
json() {
    python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
print(eval(sys.argv[2]))' "$@"
}

# call EXPECTED_STATUS FILE CURL_ARGUMENT...
call() {
    local expected=$1 file=$2 status
    shift 2
    status=$(curl -sS --max-time 30 -o "$file" -w '%{http_code}' "$@") ||
        fail "no answer from ${!#}"
    [ "$status" = "$expected" ] || fail "${!#} answered $status: $(head -c 600 "$file")"
}

"$binary" demo --data "$dir/data" --listen 127.0.0.1:0 >"$dir/demo.log" 2>&1 </dev/null &
demo=$!
for _ in $(seq 1 240); do
    [ -s "$dir/data/demo.json" ] && break
    kill -0 "$demo" 2>/dev/null || fail "the demo ended before it answered"
    sleep 0.25
done
[ -s "$dir/data/demo.json" ] || fail "no demo.json after 60 s"
base=$(json "$dir/data/demo.json" 'd["base_url"]')
manager=$(json "$dir/data/demo.json" 'd["keys"]["manager"]')
token=$(json "$dir/data/demo.json" 'd["test_tokens"]["approved"]')
property=$(json "$dir/data/demo.json" 'd["properties"][0]["property_id"]')
currency=$(json "$dir/data/demo.json" 'd["properties"][0]["currency"]')
today=$(json "$dir/data/demo.json" 'd["properties"][0]["business_date"]')
check_in=$(date -d "$today + 14 days" +%F)
check_out=$(date -d "$today + 16 days" +%F)

call 200 "$dir/health" "$base/healthz"
call 200 "$dir/ready" "$base/readyz"
query="property_id=$property&check_in=$check_in&check_out=$check_out&guests=2"
call 200 "$dir/offers" "$base/v1/availability?$query"
[ "$(json "$dir/offers" 'len(d["items"])')" -gt 0 ] || fail "the demo town is sold out"

cat >"$dir/body" <<JSON
{"user_id": "smoke-user", "source": "api",
 "search": {"property_id": "$property", "check_in": "$check_in", "check_out": "$check_out",
            "guests": 2},
 "guest": {"name": "Ada Example", "email": "ada@example.org"},
 "payment": {"method": "card", "token": "$token", "card_last_four": "4242",
             "currency": "$currency"}}
JSON
call 201 "$dir/booking" -X POST -H 'Content-Type: application/json' \
    -H "Idempotency-Key: smoke-$$" --data @"$dir/body" "$base/v1/bookings"
[ "$(json "$dir/booking" 'd["status"]')" = confirmed ] || fail "the booking is not confirmed"
trace=$(json "$dir/booking" 'd["trace_id"]')

# The tail sampler decides when the request's root ends, which may be a moment after the answer.
for _ in $(seq 1 40); do
    status=$(curl -sS -o "$dir/trace" -w '%{http_code}' -H "Authorization: Bearer $manager" \
        "$base/v1/ops/traces/$trace")
    [ "$status" = 200 ] && break
    sleep 0.25
done
[ "$status" = 200 ] || fail "the booking's trace answered $status"
spans=$(json "$dir/trace" 'len(d["spans"])')
[ "$spans" -ge 6 ] || fail "the booking's trace has only $spans spans"
[ -z "$openapi" ] || call 200 "$openapi" "$base/openapi.json"

kill -TERM "$demo"
for _ in $(seq 1 60); do
    kill -0 "$demo" 2>/dev/null || break
    sleep 0.25
done
kill -0 "$demo" 2>/dev/null && fail "the demo did not end within 15 s of SIGTERM"
wait "$demo" || fail "the demo ended with status $?"
demo=""
printf '==> smoke: booked %s, its trace has %s spans\n' \
    "$(json "$dir/booking" 'd["confirmation_code"]')" "$spans"
