// Hands usage events in over HTTP on the loopback and writes a table of what was acknowledged, durably, a second.
//   ingest-load serve FOLDER [SECONDS]   a server with a store in FOLDER; prints its URL, ends with its input; the
//                                        store takes events in every second, or every SECONDS
//   ingest-load send URL SECONDS LABEL   batches of 500 over 4 connections, and a line of the table
//   ingest-load calls FOLDER SECONDS     calls begun and ended in this process, as the gateway does
using System.Diagnostics;
using System.Globalization;
using Permil.IngestLoad;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case ["serve", var folder, .. var delay]:
        await IngestServer.Run(folder, double.Parse(delay.FirstOrDefault() ?? "1", CultureInfo.CurrentCulture));
        return 0;
    case ["send", var url, var seconds, var label]:
        Console.WriteLine(
            await IngestClient.Run(new Uri(url), double.Parse(seconds, CultureInfo.CurrentCulture), label)
        );
        return 0;
    case ["calls", var folder, var seconds]:
        Console.WriteLine(await CallLoad.Run(folder, double.Parse(seconds, CultureInfo.CurrentCulture)));
        return 0;
    default:
        Console.Error.WriteLine("ingest-load serve FOLDER [SECONDS] | send URL SECONDS LABEL | calls FOLDER SECONDS");
        return 2;
}
