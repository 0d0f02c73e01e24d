using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Permil.Server.Api;
using Permil.Storage;
using Permil.Storage.DuckDb;

namespace Permil.IngestLoad;

/// <summary>The doors for usage before a store; what was acknowledged goes into it meanwhile, as in a real server.</summary>
internal static class IngestServer
{
    public static async Task Run(string folder, double storeSeconds)
    {
        using var store = UsageStore.Open(folder, StoreAccess.Write);
        await using var intake = UsageIntake.Open(store, delay: TimeSpan.FromSeconds(storeSeconds));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapUsage(intake);
        app.MapGet("/cpu", () => Process.GetCurrentProcess().TotalProcessorTime.TotalMilliseconds.ToString("F0", null));
        app.MapGet("/stored", () => store.Events.ToString("D", null));
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());
        await Console.In.ReadLineAsync();
        await app.StopAsync();
    }
}
