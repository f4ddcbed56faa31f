using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Referrals.Application.Messages;

namespace Referrals.Application.Tests.Messages;

/// <summary>Against a server that takes what GOV.UK Notify takes and answers as its documentation says.</summary>
public sealed class NotifyChannelTests : IAsyncLifetime
{
    private const string Service = "26785a09-ab16-4eb0-8407-a37497a57506";
    private const string Secret = "3d844edf-8d35-48ac-975b-e847b4f122b0";
    private const string Template = "f33517ff-2a88-4f6e-b855-c550268ce08a";
    private const string Created = """{"id":"740e5834-3a29-46b4-9a6f-16142fde533a","reference":"STRING","content":{},"uri":"https://example.org"}""";

    private readonly WebApplication notify;
    private readonly List<(JsonObject Body, string Token)> received = [];
    private Func<HttpContext, Task> answer = Answer(201, Created);

    public NotifyChannelTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        notify = builder.Build();
        notify.MapPost("/v2/notifications/email", async context =>
        {
            var body = (JsonObject)(await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
            received.Add((body, context.Request.Headers.Authorization.ToString()));
            await answer(context);
        });
    }

    public async ValueTask InitializeAsync() => await notify.StartAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync() => await notify.DisposeAsync();

    [Fact]
    public async Task A_message_is_posted_with_its_template_and_its_key_as_reference()
    {
        Assert.Equal(new Sent("740e5834-3a29-46b4-9a6f-16142fde533a"), await Send());

        Assert.True(JsonNode.DeepEquals(Assert.Single(received).Body, new JsonObject
        {
            ["email_address"] = Channel.Digest.To,
            ["template_id"] = Template,
            ["reference"] = Channel.Digest.Key,
            ["personalisation"] = new JsonObject { ["subject"] = Channel.Digest.Subject, ["body"] = Channel.Digest.Body },
        }));
    }

    [Fact]
    public async Task The_request_is_signed_with_the_secret_of_the_service_and_dated_now()
    {
        await Send();

        var token = Assert.Single(received).Token;
        Assert.StartsWith("Bearer ", token, StringComparison.Ordinal);
        var handler = new JsonWebTokenHandler();
        Assert.True((await Validate(Secret)).IsValid);
        Assert.False((await Validate(Service)).IsValid);
        var read = handler.ReadJsonWebToken(token["Bearer ".Length..]);
        Assert.Equal("HS256", read.Alg);
        Assert.Equal("JWT", read.Typ);
        Assert.Equal(Channel.Now.ToUnixTimeSeconds(), read.GetPayloadValue<long>("iat"));

        Task<TokenValidationResult> Validate(string secret) => handler.ValidateTokenAsync(token["Bearer ".Length..], new TokenValidationParameters
        {
            ValidIssuer = Service,
            IssuerSigningKey = new SymmetricSecurityKey(System.Text.Encoding.UTF8.GetBytes(secret)),
            ValidateAudience = false,
            ValidateLifetime = false,
            RequireExpirationTime = false,
        });
    }

    [Fact]
    public async Task A_reply_address_is_asked_for_where_one_is_configured()
    {
        await Send(("Notify:ReplyToId", "8e222534-7f05-4972-86e3-17c5d9f894e2"));

        Assert.Equal("8e222534-7f05-4972-86e3-17c5d9f894e2", (string?)Assert.Single(received).Body["email_reply_to_id"]);
    }

    [Theory]
    [InlineData(400, typeof(Rejected))]
    [InlineData(404, typeof(Rejected))]
    [InlineData(403, typeof(Retry))]
    [InlineData(408, typeof(Retry))]
    [InlineData(429, typeof(Retry))]
    [InlineData(500, typeof(Retry))]
    [InlineData(503, typeof(Retry))]
    [InlineData(302, typeof(Retry))]
    public async Task What_waiting_can_mend_is_tried_again_and_the_rest_is_refused_for_good(int status, Type expected)
    {
        answer = Answer(status, $$"""{"status_code":{{status}},"errors":[{"error":"SomeError","message":"Some words"}]}""");

        var result = await Send();

        Assert.IsType(expected, result);
        Assert.Equal($"GOV.UK Notify answered {status}, SomeError: Some words.", result is Rejected rejected ? rejected.Why : ((Retry)result).Why);
    }

    [Theory]
    [InlineData("email_address amara.osei@example.org is not valid")]
    [InlineData("personalisation {'subject': '3 TASKS NEED YOU'} is not an object")]
    [InlineData("body X718256: decide. is too long")]
    public async Task An_answer_that_repeats_the_message_does_not_reach_a_log(string words)
    {
        answer = Answer(400, new JsonObject { ["errors"] = new JsonArray(new JsonObject { ["error"] = "ValidationError", ["message"] = words }) }.ToJsonString());

        Assert.Equal(new Rejected("GOV.UK Notify answered 400."), await Send());
    }

    [Theory]
    [InlineData("<html>Bad gateway</html>")]
    [InlineData("[]")]
    [InlineData("""{"errors":["words"]}""")]
    [InlineData("""{"errors":[{"error":7}]}""")]
    [InlineData("")]
    public async Task An_answer_in_another_shape_is_still_an_answer(string body)
    {
        answer = Answer(502, body);
        Assert.Equal(new Retry("GOV.UK Notify answered 502."), await Send());

        answer = Answer(201, body);
        Assert.Equal(new Sent(null), await Send());
    }

    [Fact]
    public async Task No_answer_in_time_is_tried_again()
    {
        answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);

        Assert.Equal(new Retry("GOV.UK Notify did not answer within 0.2 seconds."), await Send(("Timeout", "00:00:00.2")));
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_tried_again()
    {
        answer = async context =>
        {
            context.Response.StatusCode = 201;
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("{", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        };

        Assert.IsType<Retry>(await Send());
    }

    [Fact]
    public async Task A_service_that_is_down_is_tried_again()
    {
        var address = notify.Urls.Single();
        await notify.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(new Retry("GOV.UK Notify could not be reached: ConnectionError."), await Send(("Notify:BaseAddress", address)));
    }

    [Fact]
    public async Task A_service_that_is_stopping_is_not_an_answer()
    {
        using var stopping = new CancellationTokenSource();
        answer = async context =>
        {
            await stopping.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Configured().Send(Channel.Digest, stopping.Token));
    }

    [Fact]
    public async Task What_is_not_an_address_is_refused_without_asking()
    {
        Assert.IsType<Rejected>(await Configured().Send(Channel.Digest with { To = "amara" }, TestContext.Current.CancellationToken));
        Assert.Empty(received);
    }

    private Task<SendResult> Send(params (string, string)[] settings) => Configured(settings).Send(Channel.Digest, TestContext.Current.CancellationToken);

    private IMessageChannel Configured(params (string Key, string Value)[] settings) => Channel.From(
    [
        ("Channel", "Notify"), ("Notify:ApiKey", $"referrals-test-key-{Service}-{Secret}"), ("Notify:TemplateId", Template),
        .. settings.Any(s => s.Key == "Notify:BaseAddress") ? Array.Empty<(string, string)>() : [("Notify:BaseAddress", notify.Urls.Single())],
        .. settings,
    ]);

    private static Func<HttpContext, Task> Answer(int status, string body) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body, context.RequestAborted);
    };
}
