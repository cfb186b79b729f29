namespace Aspire.Hosting.RedisTopologies;

/// <summary>Which passwords can stand in a connection string that has no way to quote one.</summary>
internal static class PasswordRules
{
    /// <summary>What is wrong with a password, as the end of a sentence, or null.</summary>
    public static string? Problem(string? password)
    {
        if (string.IsNullOrEmpty(password))
        {
            return "is empty: give it a value, or take the password away with WithPassword(null)";
        }

        return password.Any(character => character == ',' || char.IsWhiteSpace(character) || char.IsControl(character))
            ? "holds a comma, a space or a control character, which a Redis connection string can not carry"
            : null;
    }
}
