namespace Argonaut.Ports;

/// <summary>A recording of frames, from its begin to its end. One caller at a time.</summary>
public interface IFrameSource
{
    /// <summary>The next entry; false at the end. What is damaged is left out and shows as <see cref="FrameEntryKind.Loss"/>.</summary>
    bool TryRead(out FrameEntry entry);
}
