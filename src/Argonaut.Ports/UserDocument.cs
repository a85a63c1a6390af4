using Argonaut.Domain;

namespace Argonaut.Ports;

public enum UserDocumentKind
{
    /// <summary>A named arrangement of charts.</summary>
    Layout,

    /// <summary>How the dashboard looks and behaves; one each person, named <c>default</c>.</summary>
    Settings,

    /// <summary>What was drawn on the charts of one instrument; one each person and instrument, named by the instrument's id.</summary>
    Drawings,
}

/// <param name="Owner">Name of the person's token; <c>local</c> for the machine's own browser without one.</param>
public sealed record UserDocumentKey(string Owner, UserDocumentKind Kind, string Name);

/// <param name="Content">JSON text; empty in a list.</param>
/// <param name="Version">1 when new, and one more with each save.</param>
public sealed record UserDocument(string Name, string Content, long Version, UnixNanos ChangedAt);
