namespace Referrals.Workflows;

/// <summary>Definitions on their way to Elsa's own designer and back. An engine on Elsa has it, because only Elsa can say that it reads a file.</summary>
public interface IDesignerFiles
{
    /// <returns>The file as Elsa Studio takes it in: everything Elsa writes itself stands in it, and Elsa has read it.</returns>
    /// <exception cref="WorkflowException">Elsa reads something in it that it does not know.</exception>
    string Export(WorkflowDefinition definition);

    /// <summary>What Elsa Studio wrote, as <see cref="WorkflowDefinitionReader"/> takes it. Whether it may be used is for <see cref="DefinitionChecker"/>.</summary>
    /// <param name="version">The version it becomes.</param>
    /// <exception cref="WorkflowException">This is no definition of Elsa's, or Elsa reads something in it that it does not know.</exception>
    string Import(string json, Func<string, int> version);
}
