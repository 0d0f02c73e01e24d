using System.Globalization;
using Permil.Load;

// generate N SEED jsonl|csv > FILE          one application's usage log
// generate N SEED claude FOLDER             a folder of coding-agent session logs
if (
    args.Length is < 3 or > 4
    || !int.TryParse(args[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
    || !ulong.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
    || args[2] is not ("jsonl" or "csv" or "claude")
    || (args[2] == "claude") != (args.Length == 4)
)
{
    Console.Error.WriteLine("usage: generate N SEED jsonl|csv > FILE, or generate N SEED claude FOLDER");
    return 2;
}

var calls = new CallSequence(count, seed);
if (args[2] == "claude")
{
    SessionLogs.Write(calls, args[3]);
    return 0;
}

using var output = new LineWriter(Console.OpenStandardOutput());
while (calls.MoveNext())
{
    if (args[2] == "csv")
    {
        LogLine.WriteCsv(output, in calls.Current);
    }
    else
    {
        LogLine.WriteJson(output, in calls.Current);
    }
}

return 0;
