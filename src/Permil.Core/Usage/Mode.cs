namespace Permil.Usage;

/// <summary>How capacity was bought for a call, a job or an hour.</summary>
public enum Mode
{
    /// <summary>Shared capacity, paid by what is used. The default.</summary>
    Serverless,

    /// <summary>Asynchronous work handed in as a file.</summary>
    Batch,

    /// <summary>A model on reserved GPUs, paid by the minute a replica is ready.</summary>
    Dedicated,

    /// <summary>The customer's own container on reserved GPUs.</summary>
    Container,

    /// <summary>Bare GPUs, paid by the GPU-hour.</summary>
    Cluster,

    /// <summary>Throughput bought ahead, paid by the hour.</summary>
    Provisioned,
}
