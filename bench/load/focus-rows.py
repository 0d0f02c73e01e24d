#!/usr/bin/env python3
"""Writes valid FOCUS 1.3 rows of usage as CSV: focus-rows.py COLUMNS-FILE ROWS OUT."""

import csv
import sys
from decimal import Decimal

columns_file, rows, out = sys.argv[1], int(sys.argv[2]), sys.argv[3]
with open(columns_file, encoding="utf-8") as table:
    columns = [
        line["column"]
        for line in csv.DictReader(table, delimiter="\t")
        if line["dataset"] == "CostAndUsage"
    ]

PRICES = [Decimal("0.88"), Decimal("0.18"), Decimal("1.04"), Decimal("7"), Decimal("0.0135")]


def row(number):
    hour = number % 744
    price = PRICES[number % len(PRICES)]
    tokens = 1 + number * 7919 % 99_999_989
    quantity = Decimal(tokens).scaleb(-6)
    cost = format(price * quantity, "f")
    start = f"2026-10-{1 + hour // 24:02}T{hour % 24:02}:00:00Z"
    following = hour + 1
    end = "2026-11-01T00:00:00Z" if following == 744 else f"2026-10-{1 + following // 24:02}T{following % 24:02}:00:00Z"
    sku = f"input_tokens:model-{number % 40}"
    common = "Together AI"
    return {
        "BilledCost": cost, "EffectiveCost": cost, "ListCost": cost, "ContractedCost": cost,
        "BillingAccountId": "acme", "BillingAccountName": "Acme", "BillingCurrency": "USD", "PricingCurrency": "USD",
        "BillingPeriodStart": "2026-10-01T00:00:00Z", "BillingPeriodEnd": "2026-11-01T00:00:00Z",
        "ChargeCategory": "Usage", "ChargeDescription": f"Input tokens of model-{number % 40}",
        "ChargeFrequency": "Usage-Based", "ChargePeriodStart": start, "ChargePeriodEnd": end,
        "ConsumedQuantity": str(tokens), "ConsumedUnit": "Tokens",
        "ContractedUnitPrice": str(price), "ListUnitPrice": str(price),
        "HostProviderName": common, "InvoiceIssuerName": common, "ProviderName": common, "PublisherName": common,
        "ServiceProviderName": common, "InvoiceId": "2026-10-1", "PricingCategory": "Standard",
        "PricingQuantity": format(quantity, "f"), "PricingUnit": "1000000 Tokens",
        "ServiceCategory": "AI and Machine Learning", "ServiceName": "Together AI Cloud",
        "ServiceSubcategory": "AI Platforms", "SkuId": sku, "SkuMeter": "Input Tokens",
        "SkuPriceDetails": f'{{"x_ModelId":"model-{number % 40}"}}', "SkuPriceId": f"{sku}:{price}",
        "SubAccountId": f"team-{number % 25}", "SubAccountName": f"Team {number % 25}",
        "Tags": f'{{"team":"team-{number % 25}","environment":"production","request":{number}}}',
    }


with open(out, "w", newline="", encoding="utf-8") as target:
    writer = csv.DictWriter(target, columns)
    writer.writeheader()
    writer.writerows(row(number) for number in range(rows))
