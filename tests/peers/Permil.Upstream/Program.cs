using Permil.Upstream;

// permil-upstream [--listen 127.0.0.1:0] [--key KEY] [--seed N] [--samples DIR]
// The first line of standard output says where it listens. PUT /_play sets how calls are answered, GET /_calls lists them.
var options = new UpstreamOptions();
for (var i = 0; i < args.Length; i += 2)
{
    var value = i + 1 < args.Length ? args[i + 1] : throw new ArgumentException($"{args[i]} has no value");
    options = args[i] switch
    {
        "--listen" => options with { Listen = value },
        "--key" => options with { Key = value },
        "--seed" => options with { Seed = int.Parse(value) },
        "--samples" => options with { Samples = value },
        _ => throw new ArgumentException($"found {args[i]}, allowed: --listen, --key, --seed, --samples"),
    };
}

await using var server = await UpstreamServer.StartAsync(options);
Console.WriteLine($"listening on {server.Url}");
await server.WaitForShutdownAsync();
