# Lines that the billing engine writes on invoices.
invoice-line-discount = Discount on { $line }: { $coupons }
invoice-line-commitment = Minimum commitment, { $plan }
invoice-line-late-usage = Late usage, { $line }: { $before } became { $after }
