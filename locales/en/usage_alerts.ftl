### Alerts about use and spending: on the page of usage, on the staff's page of a subscription, in e-mails.

usage-alerts-title = Alerts and spend cap
usage-alerts-sub = Reaching a threshold is told by e-mail to your billing addresses, once in each period. Spending is what metered use of the running period costs, net of tax and before coupons. A spend cap tells you, and the service may ask for it; the cap by itself stops nothing and lowers no invoice.
usage-alerts-default = at { $first } and { $second } of what is included
usage-alerts-at-percent = at { $percent } of what is included
usage-alerts-at-amount = at { $amount }
usage-alerts-spend = Spending
usage-alerts-cap = Spend cap
usage-alerts-told = Told on
usage-alerts-add = Add an alert
usage-alerts-about = What about
usage-alerts-at = At
usage-alerts-at-hint = A whole percentage, such as 50, or an amount. A new spend cap takes the place of the one before.
usage-alerts-choice-percent = { $plan }: { $name }, in percent of { $included }
usage-alerts-choice-spend = { $plan }: spending in { $currency }
usage-alerts-choice-cap = { $plan }: spend cap in { $currency }
usage-alerts-done-set = The alert is set. If it is reached already, you will hear of it within 15 minutes.
usage-alerts-done-removed = The alert is removed.
usage-alerts-cap-reached = { $plan }: your spend cap of { $cap } is reached. Metered use of this period costs { $spent } so far, net of tax. Use goes on and is billed.
usage-alerts-error-percent = Enter a whole percentage between 1 and 1000.
usage-alerts-error-amount = Enter an amount above zero.
usage-alerts-error-already-set = There is such an alert already.
usage-alerts-error-too-many = There are too many alerts; remove one first.

desk-cap-reached = The customer’s spend cap of { $cap } is reached: metered use of this period costs { $spent } so far. The cap only tells; use is billed.
desk-cap-set = The customer set a spend cap of { $cap }; metered use of this period costs { $spent } so far.

## E-mails
mail-link-view-usage = See usage
mail-fact-used = Used
mail-fact-included = Included
mail-fact-spent-before-tax = Spent before tax
mail-usage-limit-subject = { $percent } used: { $meter }
mail-usage-limit-body =
    Of the { $limit } units ({ $meter }) that the running period of { $plan } includes, { $used } are used. You get this message because { $percent } is reached.

    What goes beyond is billed as agreed. You see how it goes on, and set alerts of your own, here:

    { $link }
mail-usage-spend-subject = { $plan }: spending has reached { $limit }
mail-usage-spend-body =
    Metered use of { $plan } costs { $amount } so far in the running period, before tax and coupons. You asked to be told at { $limit }.

    { $link }
mail-spend-cap-subject = { $plan }: your spend cap of { $limit } is reached
mail-spend-cap-body =
    Metered use of { $plan } costs { $amount } so far in the running period, before tax and coupons. Your spend cap is { $limit }.

    The cap tells you; by itself it stops nothing. What is used from now on is billed as agreed unless the service itself stops at the cap.

    { $link }
admin-template-usage-limit = Included units used
admin-template-usage-spend = Spending alert
admin-template-spend-cap = Spend cap reached
admin-variable-meter = What is counted
admin-variable-percent = The percentage that was reached
admin-variable-used = How much was used
admin-variable-limit = What it is held against
