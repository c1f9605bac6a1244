"""The typed Python library pypaystack2 as a judge of the simulator's shapes: paystack_shapes.py <base URL> <secret key>.

It reads each answer into a model and leaves `data` empty when one does not fit. It knows one address only, so its class
is given another one."""

import sys
import urllib.parse
import urllib.request
import uuid

from pypaystack2 import PaystackClient
from pypaystack2.base_clients import AbstractAPIClient
from pypaystack2.enums import Resolution

base, key = sys.argv[1:3]
AbstractAPIClient._BASE_URL = base
client = PaystackClient(secret_key=key)
faults = 0


def fits(name, response):
    """The data of an answer, which must have been read into a model."""
    global faults
    is_read = response.data is not None
    faults += not is_read
    print(("ok   " if is_read else "FAIL ") + f" {name}" + ("" if is_read else f": {response.raw}"))
    return response.data


def control(path):
    request = urllib.request.Request(f"{base}/_simulator{path}", b"{}", {"Content-Type": "application/json"})
    urllib.request.urlopen(request)


reference, email = f"shapes-{uuid.uuid4()}", "grace@example.com"
fits("customer", client.customers.create(email=email, first_name="Grace", metadata={"k": "v"}))
opened = fits("initialized", client.transactions.initialize(amount=300_00, email=email, reference=reference))
card = {"channel": "card", "number": "4084084084084081", "expiry": "12/40", "cvv": "408"}
urllib.request.urlopen(urllib.request.Request(opened.authorization_url, urllib.parse.urlencode(card).encode()))
paid = fits("verified", client.transactions.verify(reference))
fits("fetched", client.transactions.get_transaction(paid.id))
fits("listed", client.transactions.get_transactions())
fits("customer with a card", client.customers.get_customer(email))
fits("customers", client.customers.get_customers())
code = paid.authorization["authorization_code"]
fits("charged again", client.transactions.charge(amount=100_00, email=email, auth_code=code))
fits("refund", client.refunds.create(transaction=reference, amount=100_00))
control(f"/transactions/{reference}/dispute")
dispute = fits("disputes", client.disputes.get_disputes("2020-01-01", "2040-01-01"))[0]
fits("dispute", client.disputes.get_dispute(dispute.id))
upload = fits("upload", client.disputes.get_upload_url(dispute.id, "receipt.pdf"))
urllib.request.urlopen(urllib.request.Request(upload.signed_url, b"%PDF", method="PUT"))
print("skipped: evidence, for which this library makes an address that is none")
fits("accepted", client.disputes.resolve_dispute(dispute.id, Resolution.MERCHANT_ACCEPTED, "Yes", 100_00, upload.file_name))

sys.exit(1 if faults else 0)
