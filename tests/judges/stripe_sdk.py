"""The official Python library as a judge of the simulator: stripe_sdk.py <base URL> <secret key>."""

import hashlib
import hmac
import json
import sys
import time

import stripe

base, key = sys.argv[1:3]
client = stripe.StripeClient(key, base_addresses={"api": base}, max_network_retries=0).v1
faults = 0


def check(name, found, expected):
    global faults
    if found != expected:
        faults += 1
    print(("ok   " if found == expected else "FAIL ") + f" {name}: {found!r}" + ("" if found == expected else f", not {expected!r}"))


def refusal(call):
    """(class of the error, status, code) of a call that must be refused."""
    try:
        call()
    except stripe.StripeError as error:
        return type(error).__name__, error.http_status, error.code
    return "nothing was refused"


customer = client.customers.create({"email": "ada@example.com", "name": "Ada", "metadata": {"k": "v"}})
check("customer", (customer.email, customer.metadata.k), ("ada@example.com", "v"))
check("customer, changed", client.customers.update(customer.id, {"name": "B"}).name, "B")

setup = client.setup_intents.create({
    "customer": customer.id, "payment_method": "pm_card_visa", "confirm": True, "usage": "off_session",
    "payment_method_types": ["card"],
})
check("setup intent", setup.status, "succeeded")
terms = {
    "amount": 12_34, "currency": "usd", "customer": customer.id, "payment_method": setup.payment_method,
    "off_session": True, "confirm": True, "payment_method_types": ["card"], "expand": ["latest_charge.balance_transaction"],
}
intent = client.payment_intents.create(terms, {"idempotency_key": "sdk-py-1"})
again = client.payment_intents.create(terms, {"idempotency_key": "sdk-py-1"})
check("off-session payment", (intent.status, intent.amount_received), ("succeeded", 12_34))
check("fee: 2.9 % + 30", intent.latest_charge.balance_transaction.fee, 66)
check("replayed", (again.id, again.last_response.headers.get("Idempotent-Replayed")), (intent.id, "true"))
check("same key, other amount", refusal(lambda: client.payment_intents.create({**terms, "amount": 1}, {"idempotency_key": "sdk-py-1"})),
      ("IdempotencyError", 400, None))

charge = intent.latest_charge.id
refund = client.refunds.create({"charge": charge, "amount": 34, "reason": "requested_by_customer"})
check("refund", (refund.status, refund.amount), ("succeeded", 34))
check("over-refund", refusal(lambda: client.refunds.create({"charge": charge, "amount": 12_01})), ("InvalidRequestError", 400, None))
check("refunded so far", client.charges.retrieve(charge).amount_refunded, 34)

card = {"amount": 10_00, "currency": "usd", "confirm": True, "payment_method_types": ["card"]}
check("declined", refusal(lambda: client.payment_intents.create({**card, "payment_method": "pm_card_chargeDeclined"})),
      ("CardError", 402, "card_declined"))
try:
    client.payment_intents.create({**card, "payment_method": "pm_card_chargeDeclinedInsufficientFunds"})
except stripe.CardError as error:
    check("decline code", error.error.decline_code, "insufficient_funds")
    check("intent inside the error", error.error.payment_intent.status, "requires_payment_method")
challenged = client.payment_intents.create({**card, "payment_method": "pm_card_authenticationRequired", "return_url": "https://x.example"})
check("3D Secure", (challenged.status, challenged.next_action.type), ("requires_action", "redirect_to_url"))
manual = client.payment_intents.create({**card, "payment_method": "pm_card_visa", "capture_method": "manual"})
check("authorised", manual.status, "requires_capture")
check("captured", client.payment_intents.capture(manual.id, {"amount_to_capture": 6_00}).amount_received, 6_00)

disputed = client.payment_intents.create({**card, "payment_method": "pm_card_createDispute"})
dispute = client.disputes.list({"payment_intent": disputed.id}).data[0]
check("dispute", (dispute.status, dispute.reason), ("needs_response", "fraudulent"))
client.disputes.update(dispute.id, {"evidence": {"uncategorized_text": "winning_evidence"}, "submit": True})
check("dispute, won", client.disputes.retrieve(dispute.id).status, "won")

session = client.checkout.sessions.create({
    "mode": "payment", "customer": customer.id, "success_url": "https://x.example/{CHECKOUT_SESSION_ID}",
    "cancel_url": "https://x.example", "line_items": [
        {"price_data": {"currency": "eur", "unit_amount": 5_00, "product_data": {"name": "Invoice 1"}}, "quantity": 2}],
})
check("checkout session", (session.status, session.amount_total), ("open", 10_00))
check("checkout session, expired", client.checkout.sessions.expire(session.id).status, "expired")

for n in range(5):
    client.customers.create({"name": f"page {n}"})
found = [customer.name for customer in client.customers.list({"limit": 2}).auto_paging_iter()]
check("paged through", found[:5], [f"page {n}" for n in reversed(range(5))])
check("nobody", refusal(lambda: client.payment_intents.retrieve("pi_nope")), ("InvalidRequestError", 404, "resource_missing"))
check("unknown parameter", refusal(lambda: client.customers.create({"colour": "red"})), ("InvalidRequestError", 400, "parameter_unknown"))
check("wrong key", refusal(lambda: stripe.StripeClient("sk_test_wrong", base_addresses={"api": base}).v1.balance.retrieve()),
      ("AuthenticationError", 401, None))

event = client.events.list({"limit": 1, "type": "payment_intent.succeeded"}).data[0]
body, at = json.dumps(event.to_dict()), int(time.time())
signature = hmac.new(b"whsec_x", f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
told = stripe.Webhook.construct_event(body, f"t={at},v1={signature}", "whsec_x")
check("event", (told.type, told.data.object.object), ("payment_intent.succeeded", "payment_intent"))

sys.exit(1 if faults else 0)
