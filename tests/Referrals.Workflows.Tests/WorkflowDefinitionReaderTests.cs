using System.Text.Json.Nodes;

namespace Referrals.Workflows.Tests;

public class WorkflowDefinitionReaderTests
{
    private const string FromTheDesigner = """
        {
          "id": "visit-v3", "definitionId": "visit", "name": "Visit", "description": "A home visit.",
          "createdAt": "2026-01-01T00:00:00+00:00", "version": 3, "toolVersion": "3.8.0.0",
          "variables": [ { "id": "var-n", "name": "N", "typeName": "Double", "isArray": false, "value": "0" } ],
          "inputs": [], "outputs": [], "outcomes": [], "customProperties": { "colour": ["a", 1.50, null, true] },
          "isLatest": true, "isPublished": true, "somethingNewInElsa4": { "deep": { "x": -0.0 } },
          "options": { "autoUpdateConsumingWorkflows": false, "commitStrategyName": null },
          "root": {
            "id": "flow", "nodeId": "Workflow1:flow", "name": "Flowchart1", "type": "Elsa.Flowchart", "version": 1,
            "customProperties": { "notFoundConnections": [] }, "metadata": {}, "variables": [], "start": "start",
            "activities": [
              { "id": "start", "nodeId": "Workflow1:flow:start", "name": "Start1", "type": "Elsa.Start", "version": 1,
                "customProperties": { "canStartWorkflow": true }, "metadata": { "designer": { "position": { "x": -12.5, "y": 40 }, "size": { "width": 120 } }, "displayText": "Begin" } },
              { "id": "ask", "type": "Test.Ask", "version": 7, "futureField": { "typeName": "kept" },
                "about": { "typeName": "Int32", "expression": { "type": "Literal", "value": 5 }, "memoryReference": { "id": "ask:input-1" } } },
              {
                "id": "decide", "type": "Test.Decide", "name": "Decide it",
                "role": { "typeName": "String", "expression": { "type": "Literal", "value": "spo" } },
                "choices": { "typeName": "String[]", "expression": { "type": "Object", "value": "[\"Accepted: spo, system\",\"More: practitioner\"]" } }
              },
              { "id": "done", "name": "Met", "type": "Elsa.End" }
            ],
            "connections": [
              { "source": { "activity": "start", "port": "Done" }, "target": { "activity": "ask", "port": "In" }, "vertices": [ { "x": 1, "y": 2 } ] },
              { "source": { "activity": "ask", "port": "Yes" }, "target": { "activity": "decide", "port": "In" } },

              { "source": { "activity": "ask", "port": "No" }, "target": { "activity": "done", "port": "In" } },
              { "source": { "activity": "decide", "port": "Accepted" }, "target": { "activity": "done" } },
              { "source": { "activity": "decide", "port": "More" }, "target": { "activity": "decide", "port": "In" } }
            ]
          }
        }
        """;

    private static WorkflowDefinition Visit()
    {
        var reading = WorkflowDefinitionReader.Read(FromTheDesigner, "v3.json", Draft.Types);
        Assert.Empty(reading.Problems);
        return reading.Definition!;
    }

    private static DefinitionProblem OneProblem(string json) =>
        Assert.Single(WorkflowDefinitionReader.Read(json, "v1.json", Draft.Types).Problems);

    [Fact]
    public void A_file_of_Elsas_designer_is_read()
    {
        var visit = Visit();

        Assert.Equal(("visit", "Visit", 3, "A home visit.", "start"), (visit.DefinitionId, visit.Name, visit.Version, visit.Description, visit.Start));
        Assert.Equal(["start", "ask", "decide", "done"], visit.Activities.Keys);
        Assert.Equal(["Met"], visit.Outcomes);
        Assert.Equal("5", visit.Activity("ask").Input("about"));
        Assert.Equal((-12.5, 40), (visit.Activity("start").X, visit.Activity("start").Y));
        Assert.Equal((0, 0), (visit.Activity("ask").X, visit.Activity("ask").Y));
        Assert.Equal(
            [ActivityKind.Start, ActivityKind.Step, ActivityKind.Wait, ActivityKind.End], visit.Activities.Values.Select(a => a.Kind));
        Assert.Equal(new Connection("decide", "Accepted", "done") { Line = 28 }, visit.Connections[3]);
    }

    [Fact]
    public void The_choices_of_a_wait_say_who_may_choose_them()
    {
        var choices = Visit().Activity("decide").Choices();

        Assert.Equal(["Accepted", "More"], choices.Select(c => c.Outcome));
        Assert.Equal(["spo", "system"], choices[0].Roles);
        Assert.Equal(["practitioner"], choices[1].Roles);
        Assert.Empty(Visit().Activity("ask").Choices());
    }

    [Fact]
    public void Lines_are_those_of_the_file()
    {
        var visit = Visit();
        Assert.Equal([12, 14, 16, 21], visit.Activities.Values.Select(a => a.Line));
        Assert.Equal([24, 25, 27, 28, 29], visit.Connections.Select(c => c.Line));
    }

    [Fact]
    public void What_is_not_modelled_survives_reading_and_writing()
    {
        var written = WorkflowDefinitionWriter.Write(Visit());

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(FromTheDesigner), JsonNode.Parse(written)), written);
        Assert.Equal(written, WorkflowDefinitionWriter.Write(WorkflowDefinitionReader.Read(written, "v3.json", Draft.Types).Definition!));
    }

    [Fact]
    public void A_change_is_written_and_all_else_is_kept()
    {
        var visit = Visit();
        var activities = new OrderedDictionary<string, ActivityNode>(visit.Activities, StringComparer.Ordinal);
        activities["ask"] = visit.Activity("ask") with { X = 300, Y = 20, Inputs = new Dictionary<string, string>(StringComparer.Ordinal) { ["about"] = "six" } };
        activities["start"] = visit.Activity("start") with { X = 7 };
        activities.Insert(2, "note", new ActivityNode("note", "note", "Test.Note", ActivityKind.Step,
            new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal), 0, 0, 0));
        var changed = visit with
        {
            Version = 4,
            Activities = activities,
            Connections = [.. visit.Connections.Where(c => c.Port != "No"), new("ask", "No", "note"), new("note", "Done", "done")],
        };

        var json = JsonNode.Parse(WorkflowDefinitionWriter.Write(changed))!;
        var again = WorkflowDefinitionReader.Read(json.ToJsonString(), "v4.json", Draft.Types).Definition!;

        Assert.Equal(4, again.Version);
        Assert.Equal(["start", "ask", "note", "decide", "done"], again.Activities.Keys);
        Assert.Equal(("six", 300, 20), (again.Activity("ask").Input("about"), again.Activity("ask").X, again.Activity("ask").Y));
        Assert.Equal((7, 40), (again.Activity("start").X, again.Activity("start").Y));
        Assert.Equal(changed.Connections.Select(c => (c.Source, c.Port, c.Target)), again.Connections.Select(c => (c.Source, c.Port, c.Target)));
        Assert.Equal("Begin", (string?)json["root"]!["activities"]![0]!["metadata"]!["displayText"]);
        Assert.Equal("ask:input-1", (string?)json["root"]!["activities"]![1]!["about"]!["memoryReference"]!["id"]);
        Assert.Equal(1, (int?)json["root"]!["connections"]![0]!["vertices"]![0]!["x"]);
    }

    [Fact]
    public void Text_that_is_not_JSON_is_reported_where_it_breaks()
    {
        var problem = OneProblem("{\n  \"definitionId\": \"a\",\n  nonsense\n}");
        Assert.Equal(3, problem.Line);
        Assert.Contains("not JSON", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"definitionId\": \"trial\", ", "", "definitionId is missing", 1)]
    [InlineData("\"version\": 1,\n", "\"version\": \"one\",\n", "whole number", 2)]
    [InlineData("\"Elsa.Flowchart\"", "\"Elsa.Sequence\"", "only Elsa.Flowchart", 3)]
    [InlineData("\"id\": \"ask\", ", "", "id is missing", 6)]
    [InlineData("\"type\": \"Test.Ask\", ", "", "type is missing", 6)]
    [InlineData("\"Literal\"", "\"JavaScript\"", "only Literal is read", 6)]
    [InlineData("\"expression\": { \"type\": \"Literal\", \"value\": \"police\" }", "\"expression\": { \"type\": \"Literal\" }", "has no value", 6)]
    [InlineData("\"source\": { \"activity\": \"ask\", \"port\": \"No\" }, ", "", "needs a source and a target", 12)]
    public void A_shape_that_cannot_be_followed_is_reported_with_its_line(string was, string becomes, string message, int line)
    {
        var sound = new Draft().Start().Activity("ask", "Test.Ask", "ask", Draft.Input("about", "police")).End("done").Go("start -> ask", "ask Yes -> done", "ask No -> done").Json();
        Assert.Contains(was, sound, StringComparison.Ordinal);

        var problem = OneProblem(sound.Replace(was, becomes, StringComparison.Ordinal));

        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.Equal(line, problem.Line);
    }

    [Fact]
    public void A_list_that_is_not_a_list_is_reported()
    {
        var json = new Draft().Start().Activity("listen", "Referrals.Listen", "listen",
            """ "signals": { "typeName": "String[]", "expression": { "type": "Object", "value": "Recalled, Died" } } """).End("done").Go("start -> listen").Json();

        var problem = OneProblem(json);
        Assert.Equal(("listen", 6), (problem.Activity, problem.Line));
        Assert.Contains("The list signals cannot be read", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flowchart_that_starts_elsewhere_than_at_its_start_is_reported()
    {
        var json = new Draft().Start().Note("note").End("done").Go("start -> note", "note -> done").Json()
            .Replace("\"type\": \"Elsa.Flowchart\",", "\"type\": \"Elsa.Flowchart\", \"start\": \"note\",", StringComparison.Ordinal);

        Assert.Contains("starts at note, but its Elsa.Start is start", OneProblem(json).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{ "definitionId": "a", "version": 1, "root": [] }""")]
    [InlineData("""{ "definitionId": "a", "version": 1, "root": { "type": "Elsa.Flowchart" } }""")]
    [InlineData("""{ "definitionId": "a", "version": 1, "root": { "type": "Elsa.Flowchart", "activities": [1], "connections": ["x"] } }""")]
    public void Something_else_entirely_is_reported_and_never_thrown(string json) =>
        Assert.NotEmpty(WorkflowDefinitionReader.Read(json, "v1.json", Draft.Types).Problems);

    [Fact]
    public void A_type_registered_twice_is_a_bug() =>
        Assert.Throws<WorkflowException>(() => new ActivityTypes().Add(new("Elsa.Start", ActivityKind.Start, [], [], "")));
}
