namespace RaftNode.Server.Configuration;

/// <summary>The server cannot start with what it was told; the message names the line and the setting.</summary>
internal sealed class ConfigurationException(string message) : Exception(message);
