namespace Permil.Storage.Files;

/// <summary>What happens at one chosen call to a <see cref="SimulatedDisk"/>.</summary>
internal enum SimulatedFailure
{
    /// <summary>EIO.</summary>
    InputOutput,

    /// <summary>ENOSPC.</summary>
    NoSpace,

    /// <summary>Half of it is done, then it fails.</summary>
    HalfDone,

    /// <summary>Nothing works any more until <see cref="SimulatedDisk.LosePower"/>.</summary>
    PowerLoss,
}
