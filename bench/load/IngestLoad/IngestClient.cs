using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Permil.IngestLoad;

/// <summary>Posts batches of events, each event with an id of its own, and waits for every answer.</summary>
internal static class IngestClient
{
    private const int Connections = 4;
    private const int BatchEvents = 500;

    public static async Task<string> Run(Uri url, double seconds, string label)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = Connections };
        using var client = new HttpClient(handler) { BaseAddress = url };

        // What is done for the first time is slow.
        await Send(client, TimeSpan.FromSeconds(5), "warm");
        var (cpu, stored) = (await Number(client, "/cpu"), await Number(client, "/stored"));
        var watch = Stopwatch.StartNew();
        var waits = await Send(client, TimeSpan.FromSeconds(seconds), label);
        var elapsed = watch.Elapsed.TotalSeconds;
        cpu = await Number(client, "/cpu") - cpu;
        stored = await Number(client, "/stored") - stored;
        var events = waits.Count * (double)BatchEvents;
        waits.Sort();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {label} | {events / elapsed:N0} | {waits[waits.Count / 2]:F2} ms | {waits[waits.Count * 99 / 100]:F2} ms | {cpu * 1000 / events:F2} | {stored / events:P0} |"
        );
    }

    private static async Task<List<double>> Send(HttpClient client, TimeSpan span, string run)
    {
        var watch = Stopwatch.StartNew();
        var waits = await Task.WhenAll(
            Enumerable.Range(0, Connections).Select(connection => Task.Run(() => SendOn(connection)))
        );
        return [.. waits.SelectMany(mine => mine)];

        async Task<List<double>> SendOn(int connection)
        {
            var batch = new Batch($"{run}-{connection}-{Stopwatch.GetTimestamp()}");
            var mine = new List<double>();
            while (watch.Elapsed < span)
            {
                var start = Stopwatch.GetTimestamp();
                using var content = new ReadOnlyMemoryContent(batch.Next());
                content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
                using var response = await client.PostAsync(new Uri("/api/v1/usage", UriKind.Relative), content);
                using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
                if (answer.RootElement.GetProperty("accepted").GetInt64() != BatchEvents)
                {
                    throw new InvalidOperationException(answer.RootElement.GetRawText());
                }

                mine.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            return mine;
        }
    }

    private static async Task<double> Number(HttpClient client, string path) =>
        double.Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative)), CultureInfo.InvariantCulture);

    /// <summary>Lines of events, of which only the numbers in the ids change, so that making them costs nearly nothing.</summary>
    private sealed class Batch
    {
        private const int Digits = 10;

        private readonly byte[] _bytes;
        private readonly List<int> _places = [];
        private long _next;

        public Batch(string name)
        {
            var text = new StringBuilder();
            for (var i = 0; i < BatchEvents; i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{{\"id\":\"{name}-");
                _places.Add(text.Length);
                text.Append('0', Digits)
                    .Append(
                        CultureInfo.InvariantCulture,
                        $"\",\"source\":\"app\",\"time\":\"2026-10-{1 + (i % 28):D2}T12:{i % 60:D2}:00.{i:D3}Z\",\"provider\":\"together\",\"model\":\"vendor/model-{i % 7}\",\"mode\":\"serverless\",\"account\":\"acme\",\"subAccount\":\"tenant-{i % 50}\",\"feature\":\"chat\",\"environment\":\"prod\",\"tags\":{{\"team\":\"team-{i % 5}\"}},\"usage\":{{\"input_tokens\":\"{100 + i}\",\"output_tokens\":\"{10 + (i % 90)}\"}}}}\n"
                    );
            }

            _bytes = Encoding.ASCII.GetBytes(text.ToString());
        }

        public ReadOnlyMemory<byte> Next()
        {
            foreach (var place in _places)
            {
                _next++;
                _ = _next.TryFormat(_bytes.AsSpan(place, Digits), out _, "D10", CultureInfo.InvariantCulture);
            }

            return _bytes;
        }
    }
}
