namespace Argonaut.Catalog;

/// <summary>
/// What happens when a new file's interval meets an existing file with other content: refuse the export, leave the existing file, or
/// write the union and swap.
/// </summary>
public enum OnOverlap
{
    Refuse,
    Skip,
    Replace,
}
