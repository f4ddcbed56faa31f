using System.Globalization;
using System.Text;

namespace Referrals.Domain;

/// <summary>The words a name is found by, however it was typed: small letters without accents, apostrophes or hyphens.</summary>
public static class NameWords
{
    /// <summary>Longer words are cut: no name has them, and what was typed may be anything.</summary>
    public const int Longest = 40;

    /// <summary>The words somebody is found by: each word of each name, and the whole where it is written in parts (Smith-Jones is smith, jones and smithjones).</summary>
    public static IReadOnlyList<string> Of(string? forename, string? surname)
    {
        var words = new List<string>();
        foreach (var name in (string?[])[forename, surname])
        {
            var parts = Typed(name);
            words.AddRange(parts);
            if (parts.Count > 1)
                words.Add(Cut(string.Concat(parts)));
            // O'Brien is found as obrien, and as brien.
            words.AddRange(Split(name, apostrophes: true).Where(w => w.Length > 2));
        }

        return [.. words.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>What was typed, word by word.</summary>
    public static IReadOnlyList<string> Typed(string? text) => Split(text, apostrophes: false);

    private static List<string> Split(string? text, bool apostrophes)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var letter in (text ?? "").Normalize(NormalizationForm.FormKD))
        {
            if (char.IsLetter(letter))
                word.Append(Plain(char.ToLowerInvariant(letter)));
            else if (CharUnicodeInfo.GetUnicodeCategory(letter) is not UnicodeCategory.NonSpacingMark && (apostrophes || letter is not ('\'' or '’' or '‘' or '`' or '.')))
                End();
        }

        End();
        return words;

        void End()
        {
            if (word.Length > 0)
                words.Add(Cut(word.ToString()));
            word.Clear();
        }
    }

    private static string Cut(string word) => word.Length > Longest ? word[..Longest] : word;

    /// <summary>Letters that no decomposition takes apart.</summary>
    private static string Plain(char letter) => letter switch
    {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' or 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        'ŋ' => "ng",
        _ => letter.ToString(),
    };
}
