namespace Referrals.Domain.Tests;

public sealed class AnalysisHeadingsTests
{
    [Fact]
    public void A_text_that_covers_everything_in_its_own_words_has_nothing_left()
    {
        const string text = "There is a history of assaults on his former partner, which got worse after they split. He controlled her money. Her daughter saw it. His mother is afraid of him too. He breached a restraining order twice.";
        Assert.Empty(AnalysisHeadings.NotTouched(text));
    }

    [Theory]
    [InlineData("He is a good worker and comes to every appointment on time.", "pattern escalation coercive-control children family separation breaches")]
    [InlineData("Three call-outs; more frequent since May; he tracks her phone; no children; her brother was hit; they are divorced; he complies with bail.", "")]
    [InlineData("A pattern of assaults.", "escalation coercive-control children family separation breaches")]
    public void What_a_text_has_no_word_of_is_named(string text, string left) =>
        Assert.Equal(left.Split(' ', StringSplitOptions.RemoveEmptyEntries), AnalysisHeadings.NotTouched(text).Select(heading => heading.Key));

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    public void Of_nothing_written_everything_is_still_to_come(string? text) => Assert.Equal(AnalysisHeadings.All, AnalysisHeadings.NotTouched(text));

    [Fact]
    public void A_very_long_text_is_read_in_no_time()
    {
        var text = string.Concat(Enumerable.Repeat("since over since over since over ", 20_000));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        AnalysisHeadings.NotTouched(text);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"It took {watch.Elapsed}.");
    }
}
