using System.Text.Json.Nodes;
using Argonaut.Domain.Bars;
using Argonaut.Server.Auth;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Argonaut.Server.Docs;

/// <summary>Fills the OpenAPI document from the route table: parameters, bodies, answers and every problem.</summary>
internal static class OpenApiText
{
    public const string Name = "v1";

    public static void Configure(OpenApiOptions options, SystemFacts facts)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Argonaut",
                Version = facts.Version,
                Description = "Live market data of Interactive Brokers, stored in PostgreSQL, exported to NautilusTrader catalogs. "
                    + "Times are strings of nanoseconds since 1970 UTC with an ISO twin; prices and sizes are decimal strings.",
            };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "Token that begins with `arg_`." };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(FillAsync);
    }

    /// <summary>Types of the JSON answers: the framework makes their schemas as named components.</summary>
    public static IEnumerable<IProducesResponseTypeMetadata> Produced(ApiRoute route) =>
        route.Answers.Where(a => a.Body is not null && a.Body != typeof(string))
            .Select(a => new ProducesResponseTypeMetadata(a.Status, a.Body!, [a.ContentType]))
            .Append(new ProducesResponseTypeMetadata(404, typeof(ProblemDocument), [Problem.ContentType]));

    private static Task FillAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var route = context.Description.ActionDescriptor.EndpointMetadata.OfType<ApiRoute>().Single();
        operation.OperationId = route.Id;
        operation.Summary = route.Summary;
        var role = Policy.Roles[Policy.KeyOf(route.Method, route.Pattern)];
        operation.Description = $"{route.Description}{(route.Description.Length == 0 ? "" : " ")}{(role is { } needed ? $"Role: {RoleText.Of(needed)}." : "Open without a token.")}";
        operation.Tags = new HashSet<OpenApiTagReference> { new(route.Area, context.Document) };
        operation.Parameters = [];
        foreach (var parameter in route.Parameters)
            foreach (var name in (IEnumerable<string>)[parameter.Name, .. parameter.Aliases])
                operation.Parameters.Add(ToParameter(parameter, name));
        if (route.Answers.Any(a => a.Status == 202))
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = "Prefer", In = ParameterLocation.Header, Description = "`wait=N`: seconds to wait for the result, 0 to 600.", Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        operation.RequestBody = route.HasBody ? ToBody(route) : null;

        var schemas = operation.Responses!.ToDictionary(r => r.Key, r => r.Value.Content?.Values.FirstOrDefault()?.Schema);
        operation.Responses!.Clear();
        foreach (var answers in route.Answers.GroupBy(a => a.Status))
        {
            var response = new OpenApiResponse { Description = answers.First().Description, Content = new Dictionary<string, OpenApiMediaType>() };
            foreach (var answer in answers.Where(a => a.Body is not null))
                response.Content[answer.ContentType] = new OpenApiMediaType
                {
                    Schema = answer.Body == typeof(string) ? new OpenApiSchema { Type = JsonSchemaType.String } : schemas[$"{answers.Key}"],
                };
            operation.Responses[$"{answers.Key}"] = response;
        }

        foreach (var problems in route.CommonProblems.Concat(route.Problems).Distinct().GroupBy(p => p.Status).OrderBy(g => g.Key))
        {
            var key = $"{problems.Key}";
            var text = string.Join(", ", problems.Select(p => $"`{p.Code}`"));
            var media = new OpenApiMediaType { Schema = new OpenApiSchemaReference(nameof(ProblemDocument), context.Document) };
            if (operation.Responses.TryGetValue(key, out var existing)) ((OpenApiResponse)existing).Content![Problem.ContentType] = media;
            else operation.Responses[key] = new OpenApiResponse { Description = text, Content = new Dictionary<string, OpenApiMediaType> { [Problem.ContentType] = media } };
        }

        if (role is null) return Task.CompletedTask;
        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", context.Document)] = [] }];
        return Task.CompletedTask;
    }

    private static OpenApiParameter ToParameter(Parameter parameter, string name) => new()
    {
        Name = name,
        In = parameter.Place == ParameterPlace.Path ? ParameterLocation.Path : ParameterLocation.Query,
        Required = parameter.Place == ParameterPlace.Path || (parameter is { IsRequired: true, Place: ParameterPlace.Query } && parameter.Aliases.IsEmpty),
        Description = name == parameter.Name ? Text(parameter) : $"The same as `{parameter.Name}`.",
        Schema = ToSchema(parameter),
    };

    private static OpenApiRequestBody ToBody(ApiRoute route)
    {
        var schema = new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalPropertiesAllowed = false, Properties = new Dictionary<string, IOpenApiSchema>() };
        foreach (var parameter in route.Parameters.Where(p => p.Place == ParameterPlace.Either))
            foreach (var name in (IEnumerable<string>)[parameter.Name, .. parameter.Aliases])
            {
                var property = ToSchema(parameter);
                property.Description = name == parameter.Name ? Text(parameter) : $"The same as `{parameter.Name}`.";
                if (parameter.AllowsNull) property.Type |= JsonSchemaType.Null;
                schema.Properties[name] = property;
            }

        return new OpenApiRequestBody
        {
            Description = "Each field may stand in the query string instead; where both name one they must agree.",
            Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new OpenApiMediaType { Schema = schema } },
        };
    }

    private static string Text(Parameter parameter) => parameter.Default is null ? parameter.Description : $"{parameter.Description} Default: `{parameter.Default}`.";

    private static OpenApiSchema ToSchema(Parameter parameter) => parameter.Kind switch
    {
        ParameterKind.Integer => new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Minimum = $"{parameter.Minimum}",
            Maximum = parameter.Maximum == long.MaxValue ? null : $"{parameter.Maximum}",
        },
        ParameterKind.Flag => new OpenApiSchema { Type = JsonSchemaType.Boolean },
        ParameterKind.Json => new OpenApiSchema { Type = JsonSchemaType.Object },
        ParameterKind.Choice => new OpenApiSchema { Type = JsonSchemaType.String, Enum = Values(parameter.Choices) },
        ParameterKind.Timeframe => new OpenApiSchema { Type = JsonSchemaType.String, Enum = Values(Timeframe.All.Select(t => t.Code)) },
        ParameterKind.TextList => new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            MaxItems = parameter.LongestList,
            Items = new OpenApiSchema { Type = JsonSchemaType.String, Enum = parameter.Choices.IsEmpty ? null : Values(parameter.Choices), MaxLength = parameter.LongestText },
        },
        _ => new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = parameter.LongestText },
    };

    private static List<JsonNode> Values(IEnumerable<string> texts) => [.. texts.Select(t => (JsonNode)JsonValue.Create(t))];
}
