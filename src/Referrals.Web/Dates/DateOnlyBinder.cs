using System.Globalization;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Referrals.Web.Components;

namespace Referrals.Web.Dates;

/// <summary>
/// Binds a <see cref="DateOnly"/> from NAME.Day, NAME.Month and NAME.Year as the date input sends them, or from NAME=2026-03-02 in a link. What cannot be
/// understood is a model error worded with the property's display name; nothing typed binds null, so a page asks for a date with <c>[Required]</c> on a
/// nullable property.
/// </summary>
public sealed class DateOnlyBinder : IModelBinder
{
    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        ArgumentNullException.ThrowIfNull(bindingContext);
        var single = bindingContext.ValueProvider.GetValue(bindingContext.ModelName);
        var typed = single == ValueProviderResult.None
            ? TypedDate.Parse(Part(bindingContext, "Day"), Part(bindingContext, "Month"), Part(bindingContext, "Year"))
            : Whole(single.FirstValue);
        switch (typed)
        {
            case TypedDate.Understood(var date):
                bindingContext.Result = ModelBindingResult.Success(date);
                break;
            case TypedDate.Refused(var parts, var words):
                bindingContext.HttpContext.Items[(typeof(DateOnlyBinder), bindingContext.ModelName)] = parts;
                var metadata = bindingContext.ModelMetadata;
                bindingContext.ModelState.TryAddModelError(bindingContext.ModelName, $"{metadata.DisplayName ?? "The date"} {words}");
                bindingContext.Result = ModelBindingResult.Failed();
                break;
            default:
                bindingContext.Result = bindingContext.ModelMetadata.IsReferenceOrNullableType ? ModelBindingResult.Success(null) : ModelBindingResult.Failed();
                break;
        }

        return Task.CompletedTask;
    }

    internal static DateParts WrongParts(HttpContext http, string name) =>
        http.Items[(typeof(DateOnlyBinder), name)] is DateParts parts ? parts : DateParts.None;

    private static TypedDate Whole(string? text) =>
        string.IsNullOrEmpty(text) ? new TypedDate.Empty()
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? new TypedDate.Understood(date)
        : TypedDate.Parse(text, null, null);

    private static string? Part(ModelBindingContext context, string part)
    {
        var key = $"{context.ModelName}.{part}";
        var value = context.ValueProvider.GetValue(key);
        if (value == ValueProviderResult.None)
        {
            return null;
        }

        // Kept to show the person what was typed; the error belongs to the date as a whole.
        context.ModelState.SetModelValue(key, value);
        context.ModelState.MarkFieldSkipped(key);
        return value.FirstValue;
    }
}

public sealed class DateOnlyBinderProvider : IModelBinderProvider
{
    public IModelBinder? GetBinder(ModelBinderProviderContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Metadata.UnderlyingOrModelType == typeof(DateOnly) ? new DateOnlyBinder() : null;
    }
}
