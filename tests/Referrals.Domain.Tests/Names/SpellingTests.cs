using FsCheck;
using FsCheck.Fluent;

namespace Referrals.Domain.Tests;

public sealed class SpellingTests
{
    private static readonly Gen<string> s_words =
        from length in Gen.Choose(2, 14)
        from letters in Gen.ArrayOf(Gen.Elements("abcdefghijklmnopqrstuvwxyz".ToCharArray()), length)
        select new string(letters);

    private static readonly Arbitrary<(string Word, string Typed)> s_slips = (
        from word in s_words
        from typed in Slips.Of(word)
        select (word, typed)).ToArbitrary();

    [Fact]
    public void Whatever_single_slip_was_made_the_word_typed_and_the_word_meant_share_a_key() => Prop.ForAll(s_slips, slip =>
    {
        Assert.True(Spelling.IsOneSlip(slip.Typed, slip.Word), $"{slip.Typed} is one slip from {slip.Word}.");
        Assert.NotEmpty(Spelling.Keys(slip.Typed).Intersect(Spelling.Keys(slip.Word)));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("smith", "jones")]
    [InlineData("martin", "marten-x")]
    [InlineData("abcd", "badc")]
    [InlineData("ab", "abcd")]
    public void Two_slips_are_not_one(string typed, string word) => Assert.False(Spelling.IsOneSlip(typed, word));

    [Theory]
    [InlineData("stephen", "steven")]
    [InlineData("catherine", "kathryn")]
    [InlineData("claire", "clare")]
    [InlineData("sean", "shaun")]
    [InlineData("geoffrey", "jeffrey")]
    [InlineData("phillip", "filip")]
    [InlineData("reid", "read")]
    [InlineData("leigh", "lee")]
    [InlineData("thompson", "tomson")]
    [InlineData("mcdonald", "macdonald")]
    [InlineData("knight", "night")]
    [InlineData("wright", "right")]
    [InlineData("christopher", "kristofer")]
    [InlineData("graham", "graeme")]
    [InlineData("mohammed", "muhamad")]
    [InlineData("alexander", "aleksander")]
    [InlineData("siobhan", "shivaun")]
    [InlineData("beauchamp", "beecham")]
    [InlineData("hugh", "hew")]
    public void Names_that_sound_alike_have_one_sound(string one, string other) => Assert.Equal(Spelling.Sound(one), Spelling.Sound(other));

    [Theory]
    [InlineData("smith", "jones")]
    [InlineData("davies", "evans")]
    [InlineData("adam", "madam")]
    [InlineData("patel", "khan")]
    public void Names_that_do_not_have_two(string one, string other) => Assert.NotEqual(Spelling.Sound(one), Spelling.Sound(other));

    [Theory]
    [InlineData("José María", "O’Brien", "jose maria josemaria obrien brien")]
    [InlineData("Zoë", "Smith-Jones", "zoe smith jones smithjones")]
    [InlineData("Łukasz", "Groß", "lukasz gross")]
    [InlineData("De'Andre", "St. John", "deandre andre st john stjohn")]
    [InlineData(null, "  Ng  ", "ng")]
    [InlineData(null, null, "")]
    public void A_name_is_found_by_its_words_without_accents_apostrophes_and_hyphens(string? forename, string? surname, string words) =>
        Assert.Equal(words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), NameWords.Of(forename, surname).Order(StringComparer.Ordinal));

    [Fact]
    public void However_long_a_word_is_typed_it_is_cut() => Assert.All(NameWords.Typed(new string('a', 5000)), word => Assert.Equal(NameWords.Longest, word.Length));
}

/// <summary>One slip of the fingers.</summary>
internal static class Slips
{
    public static Gen<string> Of(string word) =>
        from kind in Gen.Choose(0, 4)
        from at in Gen.Choose(0, word.Length - 1)
        from letter in Gen.Elements("abcdefghijklmnopqrstuvwxyz".ToCharArray())
        select kind switch
        {
            0 => word.Remove(at, 1),
            1 => word.Insert(at, letter.ToString()),
            2 => $"{word[..at]}{letter}{word[(at + 1)..]}",
            3 => word.Insert(at, word[at].ToString()),
            _ when at + 1 < word.Length => $"{word[..at]}{word[at + 1]}{word[at]}{word[(at + 2)..]}",
            _ => word,
        };
}
