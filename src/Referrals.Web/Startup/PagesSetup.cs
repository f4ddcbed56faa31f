using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;
using Referrals.Web.Access;
using Referrals.Web.Dates;

namespace Referrals.Web.Startup;

public static class PagesSetup
{
    public static void AddReferralsPages(this WebApplicationBuilder builder)
    {
        builder.Services.AddRouting(options =>
        {
            options.LowercaseUrls = true;
            options.LowercaseQueryStrings = false;
        });
        builder.Services.AddRazorPages(options =>
            {
                Doors.Open(options.Conventions);
                if (!builder.Environment.IsDevelopment())
                {
                    options.Conventions.AddFolderRouteModelConvention("/Development", page => page.Selectors.Clear());
                }
            })
            .AddMvcOptions(options =>
            {
                options.ModelBinderProviders.Insert(0, new DateOnlyBinderProvider());
                options.Filters.Add<Auditing.BeforeShowing>();
                // Pages say what they require and in which words.
                options.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true;
                Word(options.ModelBindingMessageProvider);
            });
        builder.Services.Configure<CookieTempDataProviderOptions>(options =>
        {
            options.Cookie.Name = "referrals-told";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = builder.Environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        });
        builder.Services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "referrals-form";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = builder.Environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        });
    }

    private static void Word(DefaultModelBindingMessageProvider messages)
    {
        messages.SetAttemptedValueIsInvalidAccessor((_, field) => $"{field} was not understood");
        messages.SetNonPropertyAttemptedValueIsInvalidAccessor(_ => "An answer was not understood");
        messages.SetValueIsInvalidAccessor(_ => "An answer was not understood");
        messages.SetUnknownValueIsInvalidAccessor(field => $"{field} was not understood");
        messages.SetNonPropertyUnknownValueIsInvalidAccessor(() => "An answer was not understood");
        messages.SetValueMustNotBeNullAccessor(_ => "An answer is missing");
        messages.SetMissingBindRequiredValueAccessor(field => $"{field} is missing");
        messages.SetMissingKeyOrValueAccessor(() => "An answer is missing");
        messages.SetValueMustBeANumberAccessor(field => $"{field} must be a number");
        messages.SetNonPropertyValueMustBeANumberAccessor(() => "An answer must be a number");
    }
}
