namespace Argonaut.Server.Contracts;

/// <summary>One line of <c>argonaut doctor</c>.</summary>
/// <param name="Name">What was looked at: <c>database</c>, <c>broker</c>, <c>entitlements</c>, <c>instruments</c>, <c>recording</c>, ...</param>
/// <param name="Result"><c>pass</c>, <c>warn</c> or <c>fail</c>.</param>
/// <param name="Detail">One sentence: what was found.</param>
/// <param name="Fix">What to do; null when there is nothing to.</param>
public sealed record CheckItem(string Name, string Result, string Detail, string? Fix);
