### E-mails about subscriptions: a trial ends, a long period renews.

mail-link-view-subscription = Open the portal
mail-fact-plan = Plan
mail-fact-renews = Renews on
mail-fact-trial-ends = Trial ends on
mail-fact-amount-before-tax = Amount before tax
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
admin-template-renewal-upcoming = Subscription renews
admin-template-trial-ending = Trial ends
admin-variable-plan = The plan’s name
