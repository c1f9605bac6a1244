# Credit: grants, what moved them, and voiding a credit note.

timeline-credit-note-voided = Credit note { $number } voided
