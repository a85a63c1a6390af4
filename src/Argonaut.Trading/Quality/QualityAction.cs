namespace Argonaut.Trading.Quality;

/// <summary>What a rule does. Text in the database and the API is the lower-case name.</summary>
public enum QualityAction : byte
{
    /// <summary>The tick is put into quarantine: not in bars, exports or anything else.</summary>
    Reject,

    /// <summary>The tick was there already, by proof: it is counted and kept once.</summary>
    Duplicate,

    /// <summary>The tick is stored with a flag.</summary>
    Flag,

    /// <summary>No tick: a fact about a line or a clock.</summary>
    Note,
}
