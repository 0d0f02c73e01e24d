using System.CommandLine;
using Permil.Server.Gateway;

namespace Permil.Cli.Commands;

/// <summary>Options that bound what one call may take.</summary>
internal sealed class GatewayLimitArguments
{
    public Option<int> MaxBody { get; } =
        AtLeastOne(
            "--max-body-mib",
            "The largest body of a metered call, in MiB; files pass through and may be larger",
            100,
            "MIB"
        );

    public Option<int> ConnectTimeout { get; } =
        AtLeastOne("--connect-timeout", "How long connecting to a provider may take, in seconds", 10, "SECONDS");

    public Option<int> IdleTimeout { get; } =
        AtLeastOne("--idle-timeout", "How long a provider may be silent, in seconds", 300, "SECONDS");

    public Option<int> TotalTimeout { get; } =
        AtLeastOne("--total-timeout", "How long a call may take in all, in seconds", 3600, "SECONDS");

    public GatewayOptions AddTo(ParseResult result, GatewayOptions options) =>
        options with
        {
            MaxBodyBytes = (long)result.GetValue(MaxBody) << 20,
            ConnectTimeout = TimeSpan.FromSeconds(result.GetValue(ConnectTimeout)),
            IdleTimeout = TimeSpan.FromSeconds(result.GetValue(IdleTimeout)),
            TotalTimeout = TimeSpan.FromSeconds(result.GetValue(TotalTimeout)),
        };

    private static Option<int> AtLeastOne(string name, string description, int byDefault, string helpName)
    {
        var option = new Option<int>(name)
        {
            Description = description,
            HelpName = helpName,
            DefaultValueFactory = _ => byDefault,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1_000_000)
            {
                result.AddError($"{name}: allowed: a number from 1 to 1000000");
            }
        });
        return option;
    }
}
