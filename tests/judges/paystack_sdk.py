"""Paystack's official Python library as a judge of the simulator: paystack_sdk.py <base URL> <secret key>.

The library knows one address only, so its configuration is given another one."""

import json
import sys
import urllib.parse
import urllib.request
import uuid

import paystack
from paystack.configuration import Configuration
from paystack.exceptions import ApiException

base, key = sys.argv[1:3]
Configuration.host = property(lambda self: base, lambda self, value: None)
paystack.api_key = key
faults = 0


def check(name, found, expected):
    global faults
    if found != expected:
        faults += 1
    print(("ok   " if found == expected else "FAIL ") + f" {name}: {found!r}" + ("" if found == expected else f", not {expected!r}"))


def refusal(call):
    """(status, message) of a call that must be refused."""
    try:
        call()
    except ApiException as error:
        return error.status, json.loads(error.body)["message"]
    return "nothing was refused"


def enter_card(page, number):
    """A browser on the hosted page; returns where it ends."""
    form = urllib.parse.urlencode({"channel": "card", "number": number, "expiry": "12/40", "cvv": "408"}).encode()
    with urllib.request.urlopen(urllib.request.Request(page, form)) as answer:
        return answer.url


def control(path):
    request = urllib.request.Request(f"{base}/_simulator{path}", b"{}", {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


email = "ada@example.com"
first, second = f"sdk-{uuid.uuid4()}", f"sdk-{uuid.uuid4()}"
customer = paystack.Customer.create(email=email, first_name="Ada").data
check("customer", (customer["email"], customer["first_name"]), (email, "Ada"))

opened = paystack.Transaction.initialize(email=email, amount=5_000_00, reference=first, callback_url=f"{base}/_simulator")
check("initialized", (opened.status, opened.message, opened.data["reference"]), (True, "Authorization URL created", first))
check("same reference", refusal(lambda: paystack.Transaction.initialize(email=email, amount=1, reference=first)),
      (400, "Duplicate Transaction Reference"))
check("before", paystack.Transaction.verify(reference=first).data["status"], "abandoned")
back = enter_card(opened.data["authorization_url"], "4084084084084081")
check("led back", urllib.parse.parse_qs(urllib.parse.urlparse(back).query), {"trxref": [first], "reference": [first]})
paid = paystack.Transaction.verify(reference=first).data
check("paid", (paid["status"], paid["amount"]), ("success", 5_000_00))
check("fee: 1.5 % + 100", paid["fees"], 75_00 + 100_00)
check("fetched by id", paystack.Transaction.fetch(id=paid["id"]).data["reference"], first)

code = paid["authorization"]["authorization_code"]
again = paystack.Transaction.charge_authorization(email=email, amount=20_00, authorization_code=code, reference=second)
check("charged again", (again.message, again.data["status"]), ("Charge attempted", "success"))
check("another's card", refusal(lambda: paystack.Transaction.charge_authorization(
    email="eve@example.com", amount=20_00, authorization_code=code))[0], 400)
check("listed", [t["reference"] for t in paystack.Transaction.list().data][:2], [second, first])

refund = paystack.Refund.create(transaction=first, amount=1_000_00)
check("refund", (refund.data["status"], refund.data["amount"]), ("pending", 1_000_00))
check("over-refund", refusal(lambda: paystack.Refund.create(transaction=first, amount=4_000_01))[0], 400)
check("refund, fetched", paystack.Refund.fetch(id=str(refund.data["id"])).data["transaction"], paid["id"])

made = control(f"/transactions/{second}/dispute")["id"]
check("dispute", paystack.Dispute.fetch(id=str(made)).data["status"], "awaiting-merchant-feedback")
# The library cannot name the file, which Paystack wants: asked for without it.
asked = urllib.request.Request(f"{base}/dispute/{made}/upload_url?upload_filename=receipt.pdf", headers={"Authorization": f"Bearer {key}"})
with urllib.request.urlopen(asked) as answer:
    upload = json.load(answer)["data"]
urllib.request.urlopen(urllib.request.Request(upload["signedUrl"], b"%PDF", method="PUT"))
evidence = paystack.Dispute.evidence(id=str(made), customer_email=email, customer_name="Ada", customer_phone="080",
                                     service_details="Team plan").data
check("evidence", evidence["dispute"], made)
resolved = paystack.Dispute.resolve(id=str(made), resolution="declined", message="See the receipt", refund_amount="0",
                                    uploaded_filename=upload["fileName"], evidence=evidence["id"]).data
check("contested", (resolved["status"], resolved["resolution"]), ("awaiting-bank-feedback", "declined"))
control(f"/disputes/{made}/win")
check("won", paystack.Dispute.fetch(id=str(made)).data["status"], "resolved")

paystack.Customer.deactivate_authorization(authorization_code=code)
check("deactivated", refusal(lambda: paystack.Transaction.charge_authorization(
    email=email, amount=20_00, authorization_code=code))[0], 400)
check("nothing there", refusal(lambda: paystack.Transaction.verify(reference="nope")), (400, "Transaction reference not found."))
paystack.api_key = "sk_test_wrong"
check("wrong key", refusal(lambda: paystack.Transaction.list()), (401, "Invalid key"))

sys.exit(1 if faults else 0)
