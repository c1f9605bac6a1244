### E-mails about subscriptions: a trial ends, a long period renews, a plan gets another version.

mail-link-view-subscription = Open the portal
mail-fact-plan = Plan
mail-fact-renews = Renews on
mail-fact-trial-ends = Trial ends on
mail-fact-amount-before-tax = Amount before tax
mail-fact-moves-on = New price from
mail-fact-price-until-then = Price per period until then
mail-fact-price-from-then = Price per period from then on
mail-renewal-upcoming-subject = { $plan } renews on { $due }
mail-renewal-upcoming-body =
    Your subscription to { $plan } renews on { $due }. The next period costs { $amount } before tax; what you use beyond it is billed as agreed.

    If that is right, you need not do anything. To change or end it, do so before that day:

    { $link }
mail-trial-ending-subject = Your trial of { $plan } ends on { $due }
mail-trial-ending-body =
    Your free trial of { $plan } ends on { $due }. From then on the first period costs { $amount } before tax; what you use beyond it is billed as agreed.

    If you want to keep it, you need not do anything. To change or end it, do so before that day:

    { $link }
mail-plan-moving-subject = Your price for { $plan } from { $due }
mail-plan-moving-body =
    From { $due }, a period of { $plan } costs { $amount } instead of { $previous }, before discounts and tax; what you use beyond it is billed as agreed. Until then everything stays as it is.

    You need not do anything. To change or end your subscription, do so before that day:

    { $link }
admin-template-plan-moving = Subscription moves to another version
admin-variable-previous = The price until then
admin-template-renewal-upcoming = Subscription renews
admin-template-trial-ending = Trial ends
admin-variable-plan = The plan’s name
