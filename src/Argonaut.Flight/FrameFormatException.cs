namespace Argonaut.Flight;

/// <summary>A file cannot be read as a recording of frames. The message names it.</summary>
public sealed class FrameFormatException(string message) : Exception(message);
