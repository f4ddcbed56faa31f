using System.Globalization;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Referrals.Workflows.Tests.Properties;

namespace Referrals.Workflows.Tests;

public class DiagramTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static readonly WorkflowDefinition EveryKind = new Draft("every-kind").Start().Fork("whole", "Work", "Watch").Ask("ask").Wait("decide", "Accepted", "More")
        .Child("enquire", "enquiry", "Answered", "Withdrawn").Timer("pause").Fork("pair", "Left", "Right").Wait("left", "Accepted").Wait("right", "Accepted")
        .Join("both", "WaitAll").Listen("watch", "Recalled", "Died").Note("note").End("done", "Met").End("closed", "Closed & shut")
        .Go("start -> whole", "whole Work -> ask", "whole Watch -> watch", "watch Recalled -> note", "note -> watch", "watch Died -> closed")
        .Go("ask Yes -> decide", "ask No -> enquire", "enquire Answered -> decide", "enquire Withdrawn -> pause", "pause Elapsed -> enquire", "decide More -> decide")
        .Go("decide Accepted -> pair", "pair Left -> left", "pair Right -> right", "left Accepted -> both", "right Accepted -> both", "both -> done").Checked();

    private static XElement Drawn(WorkflowDefinition definition, DiagramOptions? options = null) => XElement.Parse(Diagram.Svg(definition, options));

    private static XElement Group(XElement svg, string activity) =>
        svg.Elements(Svg + "g").Single(g => (string?)g.Attribute("data-activity") == activity);

    [Fact]
    public void A_drawing_is_as_approved()
    {
        var svg = Diagram.Svg(EveryKind, new DiagramOptions
        {
            Badges = new Dictionary<string, string>(StringComparer.Ordinal) { ["left"] = "12 waiting" },
            Highlighted = new HashSet<string>(StringComparer.Ordinal) { "decide" },
            Done = new HashSet<string>(StringComparer.Ordinal) { "start", "whole", "ask" },
        });

        var approved = Path.Combine(AppContext.BaseDirectory, "Diagrams", "every-kind.svg");
        if (!File.Exists(approved) || File.ReadAllText(approved) != svg)
        {
            File.WriteAllText(approved + ".received", svg);
            Assert.Fail($"The drawing differs. Look at {approved}.received and, if it is right, copy it over Diagrams/every-kind.svg.");
        }
    }

    [Fact]
    public void A_drawing_says_in_words_what_it_shows()
    {
        var svg = Drawn(EveryKind, new DiagramOptions
        {
            Highlighted = new HashSet<string>(StringComparer.Ordinal) { "decide" },
            Badges = new Dictionary<string, string>(StringComparer.Ordinal) { ["decide"] = "3 waiting" },
            Done = new HashSet<string>(StringComparer.Ordinal) { "ask" },
        });

        var (title, desc) = (svg.Element(Svg + "title")!, svg.Element(Svg + "desc")!);
        Assert.Equal("every-kind, version 1", title.Value);
        Assert.Equal($"{(string?)title.Attribute("id")} {(string?)desc.Attribute("id")}", (string?)svg.Attribute("aria-labelledby"));
        Assert.Equal("img", (string?)svg.Attribute("role"));
        Assert.Contains("decide (task, practitioner, five-days, now, 3 waiting): More to decide; Accepted to pair.", desc.Value, StringComparison.Ordinal);
        Assert.Contains("ask (step, done): Yes to decide; No to enquire.", desc.Value, StringComparison.Ordinal);
        Assert.Contains("Closed & shut (end).", desc.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_activity_and_every_outcome_is_written_on_it()
    {
        var svg = Drawn(EveryKind);
        var labels = svg.Elements(Svg + "text").Select(t => t.Value).Order(StringComparer.Ordinal);

        Assert.Equal(EveryKind.Activities.Keys, svg.Elements(Svg + "g").Select(g => (string?)g.Attribute("data-activity")));
        Assert.All(EveryKind.Activities.Values, a => Assert.Contains(a.Name, Group(svg, a.Id).Value, StringComparison.Ordinal));
        Assert.Equal(EveryKind.Connections.Select(c => c.Port).Where(p => p != "Done").Order(StringComparer.Ordinal), labels);
    }

    [Theory]
    [InlineData("CheckInformation", "Check information")]
    [InlineData("AskSPO", "Ask SPO")]
    [InlineData("SPOApproves", "SPO approves")]
    [InlineData("Ask the Police", "Ask the Police")]
    [InlineData("met", "met")]
    public void A_name_without_spaces_is_drawn_as_words(string name, string drawn)
    {
        var svg = Drawn(new Draft().Start().End("end", name).Go("start -> end").Checked());
        Assert.Equal(drawn, Group(svg, "end").Value.Trim());
    }

    [Fact]
    public void What_stands_where_is_told_by_more_than_colour()
    {
        var svg = Drawn(EveryKind, new DiagramOptions
        {
            Highlighted = new HashSet<string>(StringComparer.Ordinal) { "decide" },
            Done = new HashSet<string>(StringComparer.Ordinal) { "ask" },
        });

        Assert.Contains("now", Group(svg, "decide").Value, StringComparison.Ordinal);
        Assert.Equal("4", (string?)Group(svg, "decide").Elements().First().Attribute("stroke-width"));
        Assert.StartsWith("✓ ask", Group(svg, "ask").Elements(Svg + "text").First().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_of_activity_has_a_shape_of_its_own()
    {
        var svg = Drawn(EveryKind);
        string Shape(string id)
        {
            var shapes = Group(svg, id).Elements().Where(e => e.Name != Svg + "text").ToList();
            var first = Bounds(Group(svg, id));
            return string.Join(" ", shapes.Select(s => s.Name.LocalName + s.Attribute("rx")?.Value + string.Join(",",
                Numbers((string?)s.Attribute("points") ?? "").Chunk(2).Select(p => $"{(p[0] == first.Left ? "L" : p[0] == first.Right ? "R" : "m")}{(p[1] == first.Top ? "T" : p[1] == first.Bottom ? "B" : "m")}"))));
        }

        string[] one = ["start", "whole", "ask", "decide", "enquire", "pause", "both", "watch", "done"];
        Assert.Equal(one.Length, one.Select(Shape).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void A_drawing_needs_no_script_style_or_network()
    {
        var svg = Drawn(EveryKind);
        Assert.DoesNotContain(svg.Descendants(), e => e.Name.LocalName is "script" or "style" or "image" or "foreignObject");
        Assert.DoesNotContain(svg.DescendantsAndSelf().Attributes(), a => a.Name.LocalName is "style" or "href" || a.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
    }

    [Fact]
    public void The_authors_places_are_kept()
    {
        var places = new OrderedDictionary<string, ActivityNode>(StringComparer.Ordinal);
        foreach (var activity in EveryKind.Activities.Values)
            places[activity.Id] = activity with { X = places.Count * 400, Y = 1000 - (places.Count * 10) };
        var placed = EveryKind with { Activities = places };

        var kept = placed.Activities.Keys.Select(id => Bounds(Group(Drawn(placed), id))).ToList();
        Assert.Equal(kept.Select(b => b.Left).Order(), kept.Select(b => b.Left));
        Assert.All(kept.Zip(kept.Skip(1)), pair => Assert.Equal((400, -10), (pair.Second.Left - pair.First.Left, pair.Second.Top - pair.First.Top)));

        var ours = Drawn(placed, new DiagramOptions { Places = DiagramPlaces.Ours });
        Assert.True(Bounds(Group(ours, "done")).Top > Bounds(Group(ours, "both")).Bottom);
    }

    [Fact]
    public void Whatever_is_drawn_no_activity_covers_another_and_all_is_inside() =>
        Prop.ForAll(RandomDefinitions.Whole, whole =>
        {
            var svg = Drawn(RandomDefinitions.Definition(whole));
            var frame = Numbers((string)svg.Attribute("viewBox")!);
            var boxes = svg.Elements(Svg + "g").Select(Bounds).ToList();
            for (var i = 0; i < boxes.Count; i++)
            {
                Assert.True(boxes[i].Left >= frame[0] && boxes[i].Top >= frame[1] && boxes[i].Right <= frame[0] + frame[2] && boxes[i].Bottom <= frame[1] + frame[3]);
                for (var j = i + 1; j < boxes.Count; j++)
                    Assert.False(boxes[i].Left < boxes[j].Right && boxes[j].Left < boxes[i].Right && boxes[i].Top < boxes[j].Bottom && boxes[j].Top < boxes[i].Bottom);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25).WithStartSize(8).WithEndSize(60));

    private static (double Left, double Top, double Right, double Bottom) Bounds(XElement group)
    {
        var shape = group.Elements().First();
        if (shape.Name == Svg + "polygon")
        {
            var points = Numbers((string)shape.Attribute("points")!).Chunk(2).ToList();
            return (points.Min(p => p[0]), points.Min(p => p[1]), points.Max(p => p[0]), points.Max(p => p[1]));
        }

        var (x, y) = ((double)shape.Attribute("x")!, (double)shape.Attribute("y")!);
        return (x, y, x + (double)shape.Attribute("width")!, y + (double)shape.Attribute("height")!);
    }

    private static double[] Numbers(string text) =>
        [.. text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
}
