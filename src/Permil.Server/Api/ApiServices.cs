using Permil.Access;
using Permil.Allocation;
using Permil.Budgets;
using Permil.Rating;
using Permil.Storage.Access;
using Permil.Storage.DuckDb;
using Permil.Storage.Reports;

namespace Permil.Server.Api;

/// <summary>What the management API works with.</summary>
public sealed record ApiServices
{
    /// <summary>Where changes go; they hold in the running server before they are answered, when it is watched.</summary>
    public required AccountBookFile Accounts { get; init; }

    /// <summary>The book that calls are held against now.</summary>
    public required Func<AccountBook> Book { get; init; }

    /// <summary>The keys of that book.</summary>
    public required Func<KeyRing> Keys { get; init; }

    public required Admission Admission { get; init; }

    public required UsageStore Store { get; init; }

    public required Rater Rater { get; init; }

    public required AllocationRules Rules { get; init; }

    /// <summary>What accounts are billed by now; <see langword="null"/>: reports are at list prices.</summary>
    public Func<ReportTerms>? ReportTerms { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Completes when what was acknowledged so far is in the store.</summary>
    public Func<CancellationToken, Task> CatchUp { get; init; } = _ => Task.CompletedTask;
}
