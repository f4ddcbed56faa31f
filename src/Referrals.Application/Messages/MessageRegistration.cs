using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Referrals.Application.Messages;

public static class MessageRegistration
{
    /// <summary>
    /// The <see cref="IMessageChannel"/> that <c>Referrals:Messages:Channel</c> names, with its options checked when the
    /// service starts. Takes the <see cref="TimeProvider"/> that is registered.
    /// </summary>
    public static IServiceCollection AddMessages(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<MessageOptions>, MessageOptionsCheck>();
        services.AddOptions<MessageOptions>().Bind(configuration.GetSection(MessageOptions.Section)).ValidateOnStart();
        services.AddHttpClient(nameof(NotifyChannel));
        return services.AddSingleton<IMessageChannel>(s => s.GetRequiredService<IOptions<MessageOptions>>().Value.Channel switch
        {
            MessageChannelKind.Folder => ActivatorUtilities.CreateInstance<FolderChannel>(s),
            MessageChannelKind.Notify => ActivatorUtilities.CreateInstance<NotifyChannel>(s),
            MessageChannelKind.Smtp => ActivatorUtilities.CreateInstance<SmtpChannel>(s),
            var other => throw new InvalidOperationException($"There is no channel {other}."),
        });
    }
}
