namespace Argonaut.Server.Import;

/// <summary>What a row is to the store.</summary>
internal enum RowState
{
    New,
    Duplicate,
    Conflict,
}
