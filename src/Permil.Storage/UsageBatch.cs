using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Permil.Storage.DuckDb.Rows;
using Permil.Usage;
using Permil.Usage.Readers;

namespace Permil.Storage;

/// <summary>
/// Events from outside on their way into the journal, each checked once: <see cref="UsageIntake.AppendAsync(UsageBatch,
/// CancellationToken)"/> makes them durable together. One thread at a time.
/// </summary>
public sealed class UsageBatch : IDisposable
{
    // Of one append: enough to share a flush, few enough to wait for little.
    private const int FullEvents = 4096;
    private const long FullBytes = 1 << 20;

    private const int BlockBytes = 256 * 1024;

    private readonly EventOwner? _owner;
    private readonly OwnerBytes? _ownerBytes;
    private readonly EventLine _line = new();
    private readonly OneEventReader _reader = new(isStrict: true);
    private readonly CloudEventReader _cloudEvents = new();
    private readonly List<ReadOnlyMemory<byte>> _records = [];
    private readonly List<byte[]> _blocks = [];
    private int _used;

    /// <param name="owner">For whom events may be; <see langword="null"/>: for anyone.</param>
    public UsageBatch(EventOwner? owner = null)
    {
        _owner = owner;
        _ownerBytes = owner is null ? null : new OwnerBytes(owner);
    }

    public int Count => _records.Count;

    public long Bytes { get; private set; }

    /// <summary>Whether it is time to append it.</summary>
    public bool IsFull => Count >= FullEvents || Bytes >= FullBytes;

    internal IReadOnlyList<ReadOnlyMemory<byte>> Records => _records;

    /// <summary>Adds an event: an event line of Permil's, or a CloudEvent.</summary>
    /// <param name="json">One JSON text, UTF-8. It is copied.</param>
    /// <param name="id">Its id, as far as it can be told.</param>
    /// <param name="reason">Why it cannot be taken.</param>
    public bool TryAdd(ReadOnlyMemory<byte> json, out string? id, [NotNullWhen(false)] out string? reason)
    {
        id = null;
        reason = null;
        if (
            _line.TryRead(json.Span)
            && !_line.TextOf(EventLineField.Source, json.Span).SequenceEqual("permil-gateway"u8)
        )
        {
            if (_ownerBytes is null || _ownerBytes.Owns(_line, json.Span))
            {
                AddRecord(json.Span);

                return true;
            }

            var read = _line.Event(json.Span);
            id = read.Id;
            return TryAdd(read, out reason);
        }

        var found = _cloudEvents.Read(json, _reader, out id, out reason);
        return found is not null && TryAdd(found, out reason);
    }

    /// <summary>Adds an event.</summary>
    /// <param name="usageEvent">The event.</param>
    /// <param name="reason">Why it cannot be taken.</param>
    public bool TryAdd(UsageEvent usageEvent, [NotNullWhen(false)] out string? reason)
    {
        ArgumentNullException.ThrowIfNull(usageEvent);
        reason = FaultOf(usageEvent);
        if (reason is not null)
        {
            return false;
        }

        var owned = OwnedBy(_owner, usageEvent);
        try
        {
            AddRecord(ReadBack.IsSame(owned) ? UsageEventJson.Bytes(owned) : Checked(owned));
        }
        catch (UsageFormatException exception)
        {
            reason = exception.Message;
            return false;
        }

        return true;
    }

    /// <summary>Makes room for other events. Only once those that were in it are durable, or were never appended.</summary>
    public void Clear()
    {
        _records.Clear();
        Bytes = 0;
        _used = 0;
        for (var block = 1; block < _blocks.Count; block++)
        {
            ArrayPool<byte>.Shared.Return(_blocks[block]);
        }

        if (_blocks.Count > 1)
        {
            _blocks.RemoveRange(1, _blocks.Count - 1);
        }
    }

    /// <summary>Only once the events are durable, or were never appended.</summary>
    public void Dispose()
    {
        Clear();
        _blocks.ForEach(block => ArrayPool<byte>.Shared.Return(block));
        _blocks.Clear();
    }

    private byte[] Checked(UsageEvent usageEvent)
    {
        var record = UsageEventJson.Bytes(usageEvent);
        EventNumbers.Of(_reader.ReadInFull(record, 1) ?? throw new UsageFormatException(_reader.Reason ?? ""));
        return record;
    }

    private string? FaultOf(UsageEvent usageEvent)
    {
        if (string.Equals(usageEvent.Source, GatewayUsage.Source, StringComparison.Ordinal))
        {
            return $"source: '{GatewayUsage.Source}' is the gateway's own";
        }

        if (_owner is null)
        {
            return null;
        }

        if (usageEvent.Revises is not null)
        {
            return "amends, retracts: found a revision, which a key of one account may not write";
        }

        var key = usageEvent.Tags.GetValueOrDefault(GatewayUsage.KeyTag);
        return Differs(usageEvent.Account, _owner.Account) ? Refused("account", usageEvent.Account, _owner.Account)
            : _owner.SubAccount is not null && Differs(usageEvent.SubAccount, _owner.SubAccount)
                ? Refused("subAccount", usageEvent.SubAccount, _owner.SubAccount)
            : Differs(key, _owner.Key) ? Refused("tags.key", key, _owner.Key ?? "no key")
            : null;
    }

    private static bool Differs(string? said, string? allowed) =>
        !string.IsNullOrEmpty(said) && !string.Equals(said, allowed, StringComparison.Ordinal);

    private static string Refused(string field, string? found, string allowed) =>
        $"{field}: found '{JsonFields.Shorten(found ?? "")}', this key may write for {allowed} only";

    private static UsageEvent OwnedBy(EventOwner? owner, UsageEvent usageEvent)
    {
        if (owner is null)
        {
            return usageEvent;
        }

        var owned = usageEvent with { Account = owner.Account, SubAccount = owner.SubAccount ?? usageEvent.SubAccount };
        return owner.Key is null
            ? owned
            : owned with
            {
                Tags = new Dictionary<string, string>(owned.Tags, StringComparer.Ordinal)
                {
                    [GatewayUsage.KeyTag] = owner.Key,
                },
            };
    }

    private void AddRecord(ReadOnlySpan<byte> record)
    {
        if (_blocks.Count == 0 || _used + record.Length > _blocks[^1].Length)
        {
            _blocks.Add(ArrayPool<byte>.Shared.Rent(Math.Max(BlockBytes, record.Length)));
            _used = 0;
        }

        var place = _blocks[^1].AsMemory(_used, record.Length);
        record.CopyTo(place.Span);
        _used += record.Length;
        _records.Add(place);
        Bytes += record.Length;
    }
}
