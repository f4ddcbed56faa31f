using Elsa.Expressions;
using Elsa.Expressions.Contracts;
using Elsa.Expressions.Models;
using Elsa.Workflows.Expressions;
using Microsoft.Extensions.DependencyInjection;

namespace Referrals.Elsa;

/// <summary>The expressions that a definition may hold: literals, and lists as the text of a JSON value. Elsa's own list of them comes with its management module, which would bring its store and its web API.</summary>
internal sealed class Literals : IExpressionDescriptorRegistry
{
    private readonly List<ExpressionDescriptor> _all =
    [
        new()
        {
            Type = "Literal",
            DisplayName = "Literal",
            MemoryBlockReferenceFactory = () => new Literal(),
            HandlerFactory = services => ActivatorUtilities.GetServiceOrCreateInstance<LiteralExpressionHandler>(services),
        },
        new() { Type = "Object", DisplayName = "Object", HandlerFactory = services => ActivatorUtilities.GetServiceOrCreateInstance<ObjectExpressionHandler>(services) },
    ];

    public void Add(ExpressionDescriptor descriptor) => _all.Add(descriptor);

    public void AddRange(IEnumerable<ExpressionDescriptor> descriptors) => _all.AddRange(descriptors);

    public IEnumerable<ExpressionDescriptor> ListAll() => _all;

    public ExpressionDescriptor? Find(Func<ExpressionDescriptor, bool> predicate) => _all.FirstOrDefault(predicate);

    public ExpressionDescriptor? Find(string type) => _all.Find(d => d.Type == type);
}
