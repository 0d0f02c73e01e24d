using System.CommandLine;
using Permil.Cli.Input;
using Permil.Rating;
using Permil.Server.Gateway;
using Permil.Server.Hosting;
using Permil.Server.Telemetry;
using Permil.Storage.DuckDb.Interop;

namespace Permil.Cli.Commands;

/// <summary><c>permil serve</c>: the gateway, the API and telemetry over a data folder, until it is told to end.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var listen = new Option<string[]>("--listen")
        {
            Description = "Where to listen (repeatable); port 0 takes any free one",
            HelpName = "ADDRESS:PORT",
            DefaultValueFactory = _ => ["127.0.0.1:4700"],
        };
        var upstreams = new UpstreamArguments();
        var durability = OneOf(
            "--durability",
            "When a caller sees the end of an answer: group (at once; a crash may leave calls of the last milliseconds unsettled) or strict (when its usage is on the disk)",
            CallDurability.Group
        );
        var unsettled = OneOf(
            "--unsettled",
            "What a call of unknown usage is settled at: bound (the most it can cost), estimate (what calls like it cost) or release (nothing)",
            UnsettledRule.Bound
        );
        var limits = new GatewayLimitArguments();
        var alerts = new AlertArguments();
        var billingEvents = new BillingEventArguments("--billing-webhook", "--billing-secret");
        var otlp = new Option<Uri?>("--otlp-endpoint")
        {
            Description =
                "Where metrics and traces are sent (OTLP over HTTP); without it where OpenTelemetry's variables of the environment say, or nowhere",
            HelpName = "URL",
        };
        var allocation = CommonOptions.Allocation();
        var priceBooks = CommonOptions.PriceBooks();
        var logFormat = OneOf("--log-format", "How the log on standard error is written: text or json", LogFormat.Text);
        var command = new Command("serve", "Run the gateway, the API and telemetry")
        {
            data,
            listen,
            upstreams.Upstream,
            upstreams.Key,
            upstreams.Route,
            durability,
            unsettled,
            limits.MaxBody,
            limits.ConnectTimeout,
            limits.IdleTimeout,
            limits.TotalTimeout,
            alerts.Webhook,
            alerts.SecretPlace,
            billingEvents.Webhook,
            billingEvents.SecretPlace,
            billingEvents.Low,
            billingEvents.Ending,
            otlp,
            allocation,
            priceBooks,
            logFormat,
        };
        command.SetAction(result =>
        {
            var folder = StoreFolder.Find(result.GetValue(data));
            var catalog = PriceBookFiles.Load(result.GetValue(priceBooks));
            var providers = upstreams.UpstreamsOf(result);
            var options = new ServerOptions
            {
                DataFolder = folder,
                Listen = [.. result.GetValue(listen)!.Select(ListenAddress.Parse)],
                Catalog = catalog,
                Rules = StoreFolder.ReadRules(folder, result.GetValue(allocation)),
                ReportTerms = () =>
                    new AccountTerms(
                        folder,
                        result.GetValue(priceBooks),
                        result.GetValue(allocation),
                        asKnownAt: null
                    ).ForReports(),
                LogFormat = ValueOf<LogFormat>(result.GetValue(logFormat)),
                Alerts = alerts.Of(result),
                BillingEvents = billingEvents.Of(result, folder),
                Telemetry = new TelemetryOptions { Currency = catalog.Currency, OtlpEndpoint = result.GetValue(otlp) },
                Gateway = limits.AddTo(
                    result,
                    new GatewayOptions
                    {
                        Upstreams = providers,
                        Routes = upstreams.RoutesOf(result, providers),
                        Durability = ValueOf<CallDurability>(result.GetValue(durability)),
                        Unsettled = ValueOf<UnsettledRule>(result.GetValue(unsettled)),
                    }
                ),
            };
            using var interruption = new Interruption();
            try
            {
                return Serve(options, interruption).GetAwaiter().GetResult();
            }
            catch (DuckDbException exception)
            {
                throw new IOException($"{folder}: {exception.Message}", exception);
            }
            catch (ArgumentException exception) when (exception.ParamName == "options")
            {
                throw new UsageException(exception.Message, exception);
            }
        });
        return command;
    }

    private static async Task<int> Serve(ServerOptions options, Interruption interruption)
    {
        await using var server = await PermilServer.StartAsync(options);
        var output = Console.Out;
        foreach (var address in server.Addresses)
        {
            await output.WriteLineAsync($"listening on {address.GetLeftPart(UriPartial.Authority)}");
        }

        foreach (var line in UpstreamArguments.Describe(options.Gateway.Upstreams))
        {
            await output.WriteLineAsync(line);
        }

        if (server.FirstAdminToken is { } token)
        {
            await output.WriteLineAsync($"admin token, shown only now: {token}");
        }

        var (events, unsettled, jobs) = server.Recovered;
        if (events > 0 || unsettled > 0 || jobs > 0)
        {
            await output.WriteLineAsync(
                $"found from before: {events} events to store, {unsettled} calls that never ended (now unsettled), {jobs} open jobs"
            );
        }

        await output.FlushAsync();
        var ended = new TaskCompletionSource();
        await using (interruption.Token.Register(ended.SetResult))
        {
            await ended.Task;
        }

        await output.WriteLineAsync(
            $"stopping: no more calls are taken, those under way have {options.DrainTimeout.TotalSeconds:0} s"
        );
        await output.FlushAsync();
        return CommandRun.Done;
    }

    private static T ValueOf<T>(string? word)
        where T : struct, Enum => Enum.Parse<T>(word!, ignoreCase: true);

    /// <summary>An option that takes a word, so that help shows its default as it is written.</summary>
    private static Option<string> OneOf<T>(string name, string description, T byDefault)
        where T : struct, Enum
    {
        var allowed = Enum.GetNames<T>().Select(value => value.ToLowerInvariant()).ToArray();
        return new(name)
        {
            Description = description,
            HelpName = string.Join('|', allowed),
            DefaultValueFactory = _ => byDefault.ToString().ToLowerInvariant(),
            CustomParser = result =>
            {
                var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
                if (allowed.Contains(text, StringComparer.Ordinal))
                {
                    return text;
                }

                result.AddError($"{name}: found '{text}', allowed: {string.Join(", ", allowed)}");
                return null;
            },
        };
    }
}
