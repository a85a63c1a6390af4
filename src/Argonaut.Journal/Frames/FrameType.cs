namespace Argonaut.Journal.Frames;

/// <summary>What a frame holds; the numbers are in the files.</summary>
internal enum FrameType : byte
{
    /// <summary>A batch that the store did not take.</summary>
    Batch = 1,

    /// <summary>All batches up to an index are in the store.</summary>
    Stored = 2,
}
