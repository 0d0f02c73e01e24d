using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Permil.Gateway;
using Permil.Server.Alerts;

namespace Permil;

/// <summary>An invoice told by owner, and what a payment system hears, by the program.</summary>
public sealed class ShowbackTests : IDisposable
{
    private readonly TemporaryStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Showback_OfADraftAndOfTheInvoice_AddsUpToIt_AndIsTheSame()
    {
        Fill();
        var draft = Owners("--by", "feature");
        _store.Output("invoice", "issue", "--account", "acme", "--month", "2026-10");

        draft.Sum(owner => owner.Billed).ShouldBe(119);
        draft.Select(owner => owner.Name).ShouldBe(["chat", "search", null]);
        _store.Output("showback", "--account", "acme", "--month", "2026-10", "--by", "feature").ShouldContain("(none)");
        Owners("--by", "feature").ShouldBe(draft);
        Owners("--by", "tenant").Sum(owner => owner.Billed).ShouldBe(119);
        Owners("--shared", "none").Sum(owner => owner.Billed).ShouldBe(0);
    }

    [Fact]
    public void BillingEvents_NobodyTakesThem_WaitInOrder()
    {
        Fill();
        _store.Output("invoice", "issue", "--account", "acme", "--month", "2026-10");
        var secret = _store.Write("secret.txt", "shared-with-the-receiver");
        var run = _store.Run("billing-events", "--deliver", "http://127.0.0.1:9/", "--secret", $"file:{secret}");

        run.ExitCode.ShouldBe(1, run.Output + run.Error);
        var waiting = _store.Json("billing-events")["events"]!.AsArray();
        waiting[0]!["id"]!.GetValue<string>().ShouldBe("invoice.issued/INV-000001");
        waiting[0]!["data"]!["total"]!.GetValue<string>().ShouldBe("119");
        waiting[0]!["delivered"]!.GetValue<bool>().ShouldBeFalse();
        _store.Output("billing-events").ShouldContain("INV-000001 of 2026-10: 119 USD");
    }

    [Fact]
    public async Task Serve_WithABillingWebhook_SendsWhatWaits_Signed()
    {
        const string Secret = "shared-with-the-receiver";
        Fill();
        _store.Output("invoice", "issue", "--account", "acme", "--month", "2026-10");
        var secret = _store.Write("secret.txt", Secret);
        await using var receiver = await WebhookReceiver.StartAsync();
        await using (
            var server = await GatewayProcess.StartAsync(
                new Dictionary<string, string?>(StringComparer.Ordinal),
                [
                    .. new[] { "--data", _store.Data, "--listen", "127.0.0.1:0" },
                    .. new[] { "--upstream", "openai=http://127.0.0.1:9/v1" },
                    .. new[] { "--billing-webhook", $"{receiver.Url}", "--billing-secret", $"file:{secret}" },
                ]
            )
        )
        {
            var issued = await receiver.NextAsync();
            (await server.StopAsync()).ShouldBe(0);

            issued.Id.ShouldBe("invoice.issued/INV-000001");
            var time = issued.Signature.Split(',')[0].Replace("t=", "", StringComparison.Ordinal);
            var hash = HMACSHA256.HashData(
                Encoding.UTF8.GetBytes(Secret),
                Encoding.UTF8.GetBytes($"{time}.{issued.Body}")
            );
            issued.Signature.ShouldBe($"t={time},v1={Convert.ToHexStringLower(hash)}");
        }

        // The commitment's end waits too, where it is near.
        _store.Output("billing-events").ShouldNotContain("invoice.issued");
    }

    [Theory]
    [InlineData("allowed: by-cost, even, none, or weights FILE", "--shared", "half")]
    [InlineData("--by: found 'day'", "--by", "day")]
    public void Showback_ThatMakesNoSense_SaysWhatIsAllowed(string message, params string[] arguments)
    {
        var run = _store.Run(["showback", "--account", "acme", "--month", "2026-10", .. arguments]);

        run.ExitCode.ShouldBe(2, run.Output + run.Error);
        run.Error.ShouldContain(message);
    }

    private List<(string? Name, decimal Billed)> Owners(params string[] arguments) =>
        [
            .. _store.Json(["showback", "--account", "acme", "--month", "2026-10", .. arguments])["owners"]!
                .AsArray()
                .Select(owner =>
                    (
                        owner!["owner"]?.GetValue<string>(),
                        decimal.Parse(owner["total"]!["billedCost"]!.GetValue<string>(), CultureInfo.InvariantCulture)
                    )
                ),
        ];

    private void Fill()
    {
        _store.Output(
            "import",
            _store.Write(
                "usage.jsonl",
                """{"id":"1","time":"2026-10-02T10:00:00Z","model":"openai/gpt-oss-20b","account":"acme","tenant":"t-1","feature":"chat","input_tokens":3000000,"output_tokens":1000000}""",
                """{"id":"2","time":"2026-10-03T10:00:00Z","model":"openai/gpt-oss-20b","account":"acme","tenant":"t-1","feature":"search","input_tokens":1000000,"output_tokens":1000}""",
                """{"id":"3","time":"2026-10-03T11:00:00Z","model":"openai/gpt-oss-20b","account":"acme","tenant":"t-2","input_tokens":7777777,"output_tokens":1000}"""
            )
        );
        Directory.CreateDirectory(Path.Combine(_store.Data, "contracts"));
        File.WriteAllText(
            Path.Combine(_store.Data, "contracts", "acme.yaml"),
            """
            contract: acme-1
            account: acme
            currency: USD
            spend-commitments:
              - {id: prepaid, amount: 100, paid: upfront, from: 2026-10-01, until: 2026-12-01, agreed: 2026-09-01}
            taxes:
              - {id: vat, percent: 19, from: 2026-01-01, agreed: 2026-01-01}
            """
        );
    }
}
