## Plans side by side

plans-caption = Plans and what they promise
plans-own = Your plan
plans-alike = In every plan

plans-choose = Put together
plans-plan = Plan
plans-options = Options and packages
plans-compute = Compute
plans-month = A month, net
plans-month-gross = A month, with tax
plans-once = { $name }, once
plans-included = Comes with it at no charge: { $names }
plans-open = Price by agreement or not stated, not in the sum: { $names }
plans-usage = For a whole month without usage. Calls and work beyond the allowance are added by tariff.
plans-not-with = { $option } does not go with { $plan }; it is not in the sum.
plans-tax = Tax, { $percent }
