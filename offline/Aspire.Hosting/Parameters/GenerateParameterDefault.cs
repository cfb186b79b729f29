using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Generates a value of random characters, without those that are mistaken for each other.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    private const string LowerCharacters = "abcdefghjkmnpqrstuvwxyz";
    private const string UpperCharacters = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string NumericCharacters = "0123456789";
    private const string SpecialCharacters = "-_.{}~()*+!";

    /// <summary>How many characters at least; 22 of letters and digits are more than 128 bits.</summary>
    public int MinLength { get; set; }

    /// <summary>Whether there may be small letters.</summary>
    public bool Lower { get; set; } = true;

    /// <summary>Whether there may be capital letters.</summary>
    public bool Upper { get; set; } = true;

    /// <summary>Whether there may be digits.</summary>
    public bool Numeric { get; set; } = true;

    /// <summary>Whether there may be other characters.</summary>
    public bool Special { get; set; } = true;

    /// <summary>How many small letters at least.</summary>
    public int MinLower { get; set; }

    /// <summary>How many capital letters at least.</summary>
    public int MinUpper { get; set; }

    /// <summary>How many digits at least.</summary>
    public int MinNumeric { get; set; }

    /// <summary>How many other characters at least.</summary>
    public int MinSpecial { get; set; }

    /// <inheritdoc/>
    public override string GetDefaultValue()
    {
        (string Characters, bool IsAllowed, int Minimum)[] kinds =
        [
            (LowerCharacters, Lower, MinLower),
            (UpperCharacters, Upper, MinUpper),
            (NumericCharacters, Numeric, MinNumeric),
            (SpecialCharacters, Special, MinSpecial),
        ];
        var allowed = string.Concat(kinds.Where(static kind => kind.IsAllowed).Select(static kind => kind.Characters));
        if (allowed.Length == 0 || kinds.Any(static kind => !kind.IsAllowed && kind.Minimum > 0))
        {
            throw new InvalidOperationException("A generated parameter asks for characters that it does not allow.");
        }

        var characters = kinds
            .SelectMany(static kind => RandomNumberGenerator.GetItems<char>(kind.Characters, kind.Minimum))
            .ToList();
        characters.AddRange(RandomNumberGenerator.GetItems<char>(allowed, Math.Max(0, MinLength - characters.Count)));
        var shuffled = characters.ToArray();
        RandomNumberGenerator.Shuffle<char>(shuffled);
        return new string(shuffled);
    }
}
