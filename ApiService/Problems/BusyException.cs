namespace ApiService.Problems;

/// <summary>This service, not Redis, has too much to do now; nothing was done.</summary>
internal sealed class BusyException(string message) : Exception(message);
