namespace Permil.Usage;

/// <summary>Takes what a reader finds, in the order of the input.</summary>
public interface IUsageSink
{
    void Accept(UsageEvent usageEvent);

    void Reject(RejectedLine rejectedLine);
}
