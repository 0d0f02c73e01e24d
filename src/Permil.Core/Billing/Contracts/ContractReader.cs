using Permil.Pricing;
using Permil.Yaml;

namespace Permil.Billing.Contracts;

/// <summary>Reads one contract from its YAML.</summary>
/// <param name="root">The whole document.</param>
/// <param name="file">The name for messages.</param>
internal sealed class ContractReader(YamlEntry root, string file)
{
    private const int MaxPaymentDays = 3650;

    private static string[] RuleLists =>
        ["rates", "discounts", "volume-discounts", "minimums", "reserved", "spend-commitments", "taxes"];

    private readonly ContractIds _ids = new();

    public Contract Read()
    {
        root.AllowOnly([
            "contract",
            "account",
            "currency",
            "issuer",
            "customer",
            "payment-days",
            "credits",
            .. RuleLists,
        ]);
        var account = ContractText.Line(root.Required("account"));
        var contract = new Contract
        {
            Id = ContractText.Id(root.Required("contract")),
            Account = account,
            Currency = CurrencyOf(root.Required("currency")),
            Issuer = root.Optional("issuer") is { } issuer ? IssuerOf(issuer) : Issuer.Unnamed,
            Customer = root.Optional("customer") is { } customer ? CustomerOf(customer) : null,
            File = file,
        };
        return contract with
        {
            PaymentDays = root.Optional("payment-days") is { } days ? DaysOf(days) : contract.PaymentDays,
            Rules = ReadRules(),
            Credits = [.. (root.Optional("credits")?.Items() ?? []).Select(entry => CreditOf(entry, account))],
        };
    }

    /// <summary>In the order of the file.</summary>
    private List<ContractRule> ReadRules()
    {
        var rules = new ContractRuleReader(_ids);
        var commitments = new CommitmentReader(_ids);
        return
        [
            .. root.Pairs()
                .Where(pair => RuleLists.Contains(pair.Key, StringComparer.Ordinal))
                .SelectMany(pair =>
                    pair.Value.Items()
                        .Select<YamlEntry, ContractRule>(
                            pair.Key switch
                            {
                                "rates" => rules.Rate,
                                "discounts" => rules.Discount,
                                "volume-discounts" => rules.Volume,
                                "minimums" => rules.Minimum,
                                "reserved" => commitments.Reserved,
                                "spend-commitments" => commitments.Spend,
                                _ => rules.Tax,
                            }
                        )
                ),
        ];
    }

    private static string CurrencyOf(YamlEntry entry) =>
        entry.Text() is { Length: 3 } text && text.All(char.IsAsciiLetterUpper)
            ? text
            : throw entry.Wrong(entry.Text(), "three capital letters of ISO 4217, as in USD");

    private static int DaysOf(YamlEntry entry) =>
        entry.CountOrZero() is var days && decimal.IsInteger(days) && days <= MaxPaymentDays
            ? (int)days
            : throw entry.Wrong(entry.Text(), $"a whole number of days from 0 to {MaxPaymentDays}");

    private static Issuer IssuerOf(YamlEntry entry)
    {
        entry.AllowOnly("id", "name", "address", "tax-id", "email");
        var id = entry.Required("id");
        return new Issuer
        {
            Id = id.Text().All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')
                ? ContractText.Id(id)
                : throw id.Wrong(id.Text(), "letters a to z, digits and dashes, as in ACME-EU"),
            Party = PartyOf(entry),
        };
    }

    private static Party CustomerOf(YamlEntry entry)
    {
        entry.AllowOnly("name", "address", "tax-id", "email");
        return PartyOf(entry);
    }

    private static Party PartyOf(YamlEntry entry) =>
        new()
        {
            Name = ContractText.Line(entry.Required("name")),
            Address = entry.Optional("address") is { } address ? ContractText.Lines(address) : [],
            TaxId = entry.Optional("tax-id") is { } taxId ? ContractText.Line(taxId) : null,
            Email = entry.Optional("email") is { } email ? ContractText.Line(email) : null,
        };

    private Credit CreditOf(YamlEntry entry, string account)
    {
        const int MaxPriority = 100;
        entry.AllowOnly("id", "kind", "amount", "from", "until", "priority", "pays", "note");
        var kinds = Enum.GetValues<CreditKind>().ToDictionary(Json.EnumName.Of, StringComparer.Ordinal);
        var period = ContractText.PeriodOf(entry);
        var priority = entry.Optional("priority");
        return new Credit
        {
            Id = _ids.Of(entry),
            Account = account,
            Kind = kinds[entry.Required("kind").OneOf([.. kinds.Keys])],
            Amount = ContractText.Positive(entry.Required("amount")),
            GrantedAt = entry.Required("from").Instant(),
            ExpiresAt = period.Until,
            Priority =
                priority is null ? Credit.DefaultPriority
                : priority.CountOrZero() is var value && decimal.IsInteger(value) && value <= MaxPriority ? (int)value
                : throw priority.Wrong(priority.Text(), $"a whole number from 0 to {MaxPriority}"),
            Pays = entry.Optional("pays") is { } pays ? ChargeMatchReader.Read(pays) : null,
            Note = entry.Optional("note") is { } note ? ContractText.Line(note) : null,
        };
    }
}
