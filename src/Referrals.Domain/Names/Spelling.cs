using System.Text;

namespace Referrals.Domain;

/// <summary>
/// Which words could be meant by a word that was typed. Two words one slip apart (a letter left out, put in, changed, or two changed round) become the same when at
/// most one letter is taken out of each: so they share one of <see cref="Keys"/>, which can be stored and looked up. Words that sound alike share a key too.
/// </summary>
public static class Spelling
{
    /// <summary>The word, the word with each of its letters left out, and its sound.</summary>
    public static IReadOnlyCollection<string> Keys(string word)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal) { word };
        for (var i = 0; i < word.Length && word.Length > 1; i++)
            keys.Add(word.Remove(i, 1));
        if (Sound(word) is { Length: > 0 } sound)
            keys.Add($"~{sound}");
        return keys;
    }

    /// <summary>Whether one slip, or none, makes one word of the other.</summary>
    public static bool IsOneSlip(string typed, string word)
    {
        if (Math.Abs(typed.Length - word.Length) > 1)
            return false;
        var same = 0;
        while (same < typed.Length && same < word.Length && typed[same] == word[same])
            same++;
        var rest = typed.AsSpan(same);
        var other = word.AsSpan(same);
        if (rest.IsEmpty || other.IsEmpty)
            return true;
        return Same(rest[1..], other) || Same(rest, other[1..]) || Same(rest[1..], other[1..])
            || (rest.Length > 1 && other.Length > 1 && rest[0] == other[1] && rest[1] == other[0] && Same(rest[2..], other[2..]));

        static bool Same(ReadOnlySpan<char> a, ReadOnlySpan<char> b) => a.SequenceEqual(b);
    }

    /// <summary>
    /// How a name sounds in English, roughly: its consonants, those that sound alike as one, and whether it begins with a vowel. Stephen and Steven, Katherine and
    /// Catherine, Reid and Read are each one sound. Empty for a word of other than Latin letters.
    /// </summary>
    public static string Sound(string word)
    {
        if (word.Length == 0 || !word.All(char.IsAsciiLetterLower))
            return "";
        if (Unlike.TryGetValue(word, out var known))
            return known;
        var sound = new StringBuilder();
        var start = Beginning(word);
        for (var i = start; i < word.Length;)
        {
            var (said, length) = At(word, i, i == start);
            if (said.Length > 0 && (sound.Length == 0 || sound[^1] != said[0]))
                sound.Append(said);
            i += length;
        }

        return sound.ToString();
    }

    /// <summary>Names whose spelling does not tell how they sound.</summary>
    private static readonly Dictionary<string, string> Unlike = new(StringComparer.Ordinal)
    {
        ["sean"] = "xn",
        ["siobhan"] = "xfn",
        ["niamh"] = "nf",
        ["caoimhe"] = "kf",
        ["beauchamp"] = "bxm",
        ["cholmondeley"] = "xml",
        ["featherstonehaugh"] = "fnx",
    };

    /// <summary>Letters at the beginning that are not said.</summary>
    private static int Beginning(string word) =>
        word.StartsWith("kn", StringComparison.Ordinal) || word.StartsWith("gn", StringComparison.Ordinal) || word.StartsWith("wr", StringComparison.Ordinal)
        || word.StartsWith("ps", StringComparison.Ordinal) || word.StartsWith("pt", StringComparison.Ordinal) ? 1 : 0;

    /// <summary>What is said at a place of a word, and how many letters say it; nothing for a letter that is not heard.</summary>
    private static (string Said, int Letters) At(string word, int i, bool first)
    {
        return word[i] switch
        {
            'a' or 'e' or 'i' or 'o' or 'u' => (first ? "a" : "", 1),
            'y' => (!first ? "" : Follows("aeiou") ? "y" : "a", 1),
            'h' => (first ? "h" : "", 1),
            'w' => (first ? "w" : "", 1),
            'b' when i == word.Length - 1 && After('m') => ("", 1),
            'p' when Follows("h") => ("f", 2),
            'p' when After('m') && Follows("st") => ("", 1),
            'v' => ("f", 1),
            'c' when Follows("h") => (i + 2 < word.Length && word[i + 2] is 'r' or 'l' ? "k" : "x", 2),
            'c' when Follows("eiy") => ("s", 1),
            'c' or 'q' => ("k", 1),
            's' when Is("sch") => ("x", 3),
            's' when Follows("h") => ("x", 2),
            'z' => ("s", 1),
            't' when Is("tch") => ("x", 3),
            't' when Follows("h") => ("t", 2),
            'd' when Is("dge") => ("j", 2),
            'g' when Follows("h") => (first ? "g" : "", 2),
            'g' when Follows("eiy") => ("j", 1),
            'x' => (first ? "s" : "ks", 1),
            var letter => (letter.ToString(), 1),
        };

        bool Follows(string letters) => i + 1 < word.Length && letters.Contains(word[i + 1], StringComparison.Ordinal);
        bool After(char letter) => i > 0 && word[i - 1] == letter;
        bool Is(string letters) => string.CompareOrdinal(word, i, letters, 0, letters.Length) == 0;
    }
}
