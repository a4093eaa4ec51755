namespace Sweep.Client.Output;

/// <summary>A mistake of the user that a command found out: shown as it is, exit code 2.</summary>
internal sealed class UserErrorException(string message) : Exception(message);
