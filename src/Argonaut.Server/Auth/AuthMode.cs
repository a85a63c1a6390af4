namespace Argonaut.Server.Auth;

/// <summary>What a loopback request without a token is (api.md A-039): a viewer in <see cref="Local"/>, a trader in <see cref="Demo"/>, nobody in
/// <see cref="Required"/>.</summary>
public enum AuthMode
{
    Local,
    Demo,
    Required,
}
