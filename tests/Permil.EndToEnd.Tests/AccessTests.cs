using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Permil;

/// <summary>Accounts, keys, budgets and credits by the program, each command a process of its own.</summary>
public sealed class AccessTests : IDisposable
{
    private readonly TemporaryStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Commands_InEveryFormat_PrintAsExpected()
    {
        Fill();
        var made = Masked(
            _store.Output("keys", "create", "--name", "mobile", "--account", "acme", "--models", "openai/*"),
            _store.Json("keys", "list")
        );
        GoldenFile.Verify("access.keys-create.txt", made);
        foreach (var format in (string[])["table", "json", "csv", "markdown"])
        {
            var printed = string.Concat(
                ((string[])["accounts", "keys", "budgets", "credits"]).Select(what =>
                    $"# permil {what} list\n{_store.Output(what, "list", "--format", format)}"
                )
            );
            GoldenFile.Verify($"access.{format}.txt", Masked(printed, _store.Json("keys", "list")));
        }
    }

    [Fact]
    public void KeysCreate_WithoutAnAccount_MakesTheDefaultOne_AndShowsTheSecretOnce()
    {
        var made = _store.Json("keys", "create");
        var secret = made["secret"]!.GetValue<string>();

        secret.Length.ShouldBe(47);
        made["account"]!.GetValue<string>().ShouldBe("default");
        _store.Output("keys", "list").ShouldNotContain(secret);
        File.ReadAllText(Path.Combine(_store.Data, "accounts.json")).ShouldNotContain(secret);
        _store.Json("accounts", "list")["accounts"]!.AsArray().ShouldHaveSingleItem();
    }

    [Fact]
    public void KeysCreate_ForPrograms_PutsTheSecretOnStandardOutputAlone()
    {
        foreach (var format in (string[])["json", "csv", "markdown"])
        {
            var run = _store.Run("keys", "create", "--format", format);

            run.ExitCode.ShouldBe(0, run.Error);
            run.Output.ShouldContain("pml_");
            run.Error.ShouldBeEmpty();
        }
    }

    [Fact]
    public void KeysRotateAndRevoke_KeepTheId()
    {
        var made = _store.Json("keys", "create");
        var id = made["id"]!.GetValue<string>();
        var rotated = _store.Json("keys", "rotate", id, "--grace", "1h");
        var revoked = _store.Json("keys", "revoke", id);

        rotated["id"]!.GetValue<string>().ShouldBe(id);
        rotated["secret"]!.GetValue<string>().ShouldNotBe(made["secret"]!.GetValue<string>());
        rotated["previousSecretUntil"]!.GetValue<string>().ShouldEndWith("Z");
        revoked["state"]!.GetValue<string>().ShouldBe("revoked");
        _store.Run("keys", "rotate", id).ExitCode.ShouldBe(1);
    }

    [Fact]
    public void BudgetsSet_OfTheSameScopeAndPeriod_Replaces()
    {
        _store.Output("budgets", "set", "--scope", "tenant=t-1,feature=chat", "--amount", "100");
        _store.Output("budgets", "set", "--scope", "feature=chat,tenant=t-1", "--amount", "12.50", "--action", "block");
        var budget = _store.Json("budgets", "list")["budgets"]!.AsArray().ShouldHaveSingleItem()!;

        budget["amount"]!.GetValue<string>().ShouldBe("12.5");
        budget["action"]!.GetValue<string>().ShouldBe("block");
        _store.Output("budgets", "remove", budget["id"]!.GetValue<string>());
        _store.Output("budgets", "list").ShouldContain("No budgets");
    }

    [Fact]
    public void BudgetsList_OverAStore_TellsWhatReportsTell()
    {
        _store.Output("budgets", "set", "--scope", "feature=chat", "--amount", "5", "--period", "total");
        _store.Output("import", "samples/usage-2026-q1.jsonl.gz");
        var budget = _store.Json("budgets", "list")["budgets"]![0]!;
        var report = _store.Json("report", "--filter", "feature=chat");

        budget["spent"]!.GetValue<string>().ShouldBe(report["listCost"]!.GetValue<string>());
        decimal.Parse(budget["remaining"]!.GetValue<string>(), CultureInfo.InvariantCulture)
            .ShouldBe(5 - decimal.Parse(budget["spent"]!.GetValue<string>(), CultureInfo.InvariantCulture));
    }

    [Fact]
    public void AccountsSet_ATenant_ChangesItsLimitsOnly()
    {
        _store.Output("accounts", "create", "acme", "--rpm", "100");
        _store.Output("accounts", "set", "acme", "--tenant", "t-1", "--rpm", "10", "--concurrent", "2");
        _store.Output("accounts", "set", "acme", "--tenant", "t-1", "--rpm", "none");
        var account = _store.Json("accounts", "list")["accounts"]![0]!;

        account["limits"]!["requestsPerMinute"]!.GetValue<long>().ShouldBe(100);
        account["tenantLimits"]!["t-1"]!.ToJsonString().ShouldBe("""{"concurrentCalls":2}""");
    }

    [Theory]
    [InlineData(2, "--rpm: found '1.5'", "keys", "create", "--rpm", "1.5")]
    [InlineData(2, "--tag: found 'x'", "keys", "create", "--tag", "x")]
    [InlineData(2, "allowed: a time to come", "keys", "create", "--expires", "2020-01-01")]
    [InlineData(2, "--grace: found '5'", "keys", "rotate", "key_x", "--grace", "5")]
    [InlineData(1, "permil accounts create nope", "keys", "create", "--account", "nope")]
    [InlineData(1, "permil keys list", "keys", "revoke", "key_x")]
    [InlineData(1, "permil accounts create nope", "accounts", "set", "nope", "--rpm", "1")]
    [InlineData(2, "nothing to change", "accounts", "set", "acme")]
    [InlineData(2, "--tier: found 'gold', allowed: paid, free", "accounts", "create", "acme", "--tier", "gold")]
    [InlineData(2, "--scope: found key 'colour'", "budgets", "set", "--amount", "1", "--scope", "colour=red")]
    [InlineData(2, "--amount: found '0'", "budgets", "set", "--amount", "0")]
    [InlineData(2, "--amount", "budgets", "set")]
    [InlineData(2, "--at: found 'x'", "budgets", "set", "--amount", "1", "--at", "x")]
    [InlineData(2, "each greater than the one before", "budgets", "set", "--amount", "1", "--at", "80,50")]
    [InlineData(1, "permil budgets list", "budgets", "remove", "budget_x")]
    [InlineData(1, "permil accounts create nope", "credits", "grant", "--account", "nope", "--amount", "1")]
    [InlineData(2, "allowed: promotional", "credits", "grant", "--account", "a", "--amount", "1", "--kind", "gift")]
    [InlineData(2, "allowed: 0 to 100", "credits", "grant", "--account", "a", "--amount", "1", "--priority", "101")]
    [InlineData(2, "allowed: serverless", "credits", "grant", "--account", "a", "--amount", "1", "--modes", "fast")]
    [InlineData(1, "permil credits list", "credits", "revoke", "credit_x")]
    public void AnyCommand_ThatMakesNoSense_SaysWhatIsAllowed(int exitCode, string message, params string[] arguments)
    {
        var run = _store.Run(arguments);

        run.ExitCode.ShouldBe(exitCode, run.Output + run.Error);
        run.Error.ShouldContain(message);
        File.Exists(Path.Combine(_store.Data, "accounts.json")).ShouldBeFalse();
    }

    [Fact]
    public void AnyCommand_OverABrokenFile_NamesItAndLeavesIt()
    {
        Directory.CreateDirectory(_store.Data);
        var path = Path.Combine(_store.Data, "accounts.json");
        File.WriteAllText(path, """{"version": 1, "keyz": []}""");
        var run = _store.Run("keys", "create");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain($"permil: {path}");
        run.Error.ShouldContain("keyz");
        File.ReadAllText(path).ShouldBe("""{"version": 1, "keyz": []}""");
    }

    private void Fill()
    {
        _store.Output("accounts", "create", "acme", "--rpm", "6000", "--concurrent", "64");
        _store.Output("accounts", "create", "try", "--tier", "free");
        _store.Output("accounts", "set", "acme", "--tenant", "t-1", "--input-tpm", "2M");
        string[] create =
        [
            "keys",
            "create",
            "--name",
            "web",
            "--account",
            "acme",
            "--tenant",
            "t-1",
            "--feature",
            "chat",
        ];
        _store.Output([.. create, "--env", "prod", "--tag", "team=search", "--rpm", "600", "--expires", "2099-01-01"]);
        _store.Output(
            "budgets",
            "set",
            "--scope",
            "tenant=t-1,tag:team=search",
            "--amount",
            "100",
            "--action",
            "block"
        );
        _store.Output(
            "budgets",
            "set",
            "--amount",
            "0.000001",
            "--period",
            "day",
            "--at",
            "90",
            "--reserve",
            "lenient"
        );
        _store.Output(
            "credits",
            "grant",
            "--account",
            "acme",
            "--amount",
            "12.50",
            "--expires",
            "2099-01-01",
            "--note",
            "pilot"
        );
        string[] grant = ["credits", "grant", "--account", "acme", "--amount", "20", "--kind", "goodwill"];
        _store.Output([
            .. grant,
            "--priority",
            "10",
            "--models",
            "openai/*,m",
            "--modes",
            "batch",
            "--from",
            "2026-02-01",
        ]);
    }

    /// <summary>An output without what chance and the clock decide, the columns as wide as they were.</summary>
    private static string Masked(string printed, JsonNode keys)
    {
        var timeout = TimeSpan.FromSeconds(1);
        foreach (var key in keys["keys"]!.AsArray())
        {
            printed = printed.Replace(key!["ending"]!.GetValue<string>(), "WXYZ", StringComparison.Ordinal);
        }

        printed = Regex.Replace(
            printed,
            "(?<what>key|budget|credit)_[0-9a-f]{6}",
            "${what}_000000",
            RegexOptions.None,
            timeout
        );
        printed = Regex.Replace(
            printed,
            "pml_[0-9A-Za-z]{39}WXYZ",
            $"pml_{new string('S', 43)}",
            RegexOptions.None,
            timeout
        );
        return Regex.Replace(
            printed,
            @"20[0-8][0-9]-[0-9-]{5}T[0-9:]{8}(?:[.][0-9]+)?Z",
            "2026-01-01T00:00:00Z",
            RegexOptions.None,
            timeout
        );
    }
}
